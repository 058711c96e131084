"""The sentence for every code of a StationError, and the form field that it is about."""

from webui.language import later

SENTENCES: dict[str, str] = {
    # Who may.
    "not_allowed": later("Vai trò của tài khoản này không được làm việc đó."),
    "own_words": later("Không ai được duyệt lời của chính mình. Nhờ người duyệt khác."),
    "own_account": later("Không khóa được tài khoản đang dùng. Nhờ quản trị khác."),
    "sign_in_refused": later("Tên đăng nhập hoặc mật khẩu không đúng."),
    "not_found": later("Không có mục này, hoặc nó thuộc nơi khác."),
    # Accounts.
    "login_invalid": later("Tên đăng nhập gồm chữ không dấu, số, dấu chấm, gạch nối; từ 3 đến 60 ký tự."),
    "login_taken": later("Tên đăng nhập %(login)s đã có người dùng."),
    "login_unknown": later("Không có tài khoản %(login)s."),
    "name_missing": later("Ghi tên."),
    "hamlet_missing": later("Trưởng thôn phải thuộc một thôn. Chọn thôn."),
    "hamlet_unwanted": later("Chỉ trưởng thôn mới gắn với một thôn. Bỏ chọn thôn."),
    "hamlet_unknown": later("Xã không có thôn %(hamlet)s."),
    "password_short": later("Mật khẩu phải có ít nhất %(limit)s ký tự."),
    "password_long": later("Mật khẩu không quá %(limit)s ký tự."),
    "password_easy": later("Mật khẩu này dễ đoán quá. Dùng một câu dài chỉ mình biết."),
    # Bulletins.
    "title_missing": later("Ghi tên bản tin."),
    "title_too_long": later("Tên bản tin không quá %(limit)s ký tự; hiện có %(length)s."),
    "text_missing": later("Ghi nội dung."),
    "text_too_long": later("Nội dung không quá %(limit)s ký tự; hiện có %(length)s."),
    "emergency_elsewhere": later("Tin khẩn cấp không soạn ở đây: phải có hai người, ở trang Khẩn cấp."),
    "already_expired": later("Ngày cuối còn phát (%(expires_on)s) đã qua. Chọn hôm nay hoặc sau này."),
    "not_editable": later("Bản tin này không còn sửa hay gửi được ở tình trạng hiện nay."),
    "edited_meanwhile": later(
        "Người khác vừa sửa bản tin này. Chữ vừa gõ vẫn ở đây; mở bản mới ở thẻ khác, so rồi lưu lại."
    ),
    "blanks_left": later("Còn chỗ của mẫu chưa điền: %(blanks)s. Điền hoặc xóa rồi gửi duyệt."),
    "readings_open": later("Còn %(count)s chỗ chưa chọn cách đọc. Chọn xong mới gửi duyệt được."),
    "sound_missing": later("Chưa có tiếng cho đúng lời này. Tạo tiếng, nghe, rồi làm tiếp."),
    "not_submitted": later("Bản tin này không còn chờ duyệt."),
    "heard_other": later("Lời hoặc tiếng đã đổi sau khi mở trang. Tải lại trang và nghe bản mới."),
    "not_heard": later("Nghe hết mới duyệt được."),
    "reason_missing": later("Ghi lý do."),
    # Dictionary of readings.
    "reading_missing": later("Ghi cả chữ viết lẫn cách đọc."),
    "reading_long": later("Chữ viết không quá %(written)s ký tự, cách đọc không quá %(spoken)s."),
    "reading_of_number": later(
        "“%(written)s” chỉ có số: nơi là ngày, nơi là phân số. Chọn cách đọc trong từng bản tin."
    ),
    "reading_repeats": later("Cách đọc không được chứa lại chính “%(written)s”. Viết ra bằng tiếng đọc."),
    "table_line": later("Dòng %(line)s của bảng không nhận được (%(why)s). Chưa dòng nào được nhập."),
    "table_long": later("Bảng không quá %(limit)s dòng."),
    "table_empty": later("Bảng chưa có dòng nào."),
    "table_encoding": later("Tệp không phải chữ UTF-8. Lưu lại dạng “Unicode UTF-8” rồi nhập."),
    # Library of sounds.
    "sound_title": later("Ghi tên, không quá %(limit)s ký tự."),
    "sound_source": later("Ghi nguồn: tác giả, nơi lấy hoặc số hợp đồng; không quá %(limit)s ký tự."),
    "sound_in_use": later(
        "“%(title)s” còn được nhắc đến trong nhật ký, kế hoạch hoặc bản tin, nên không bỏ được."
    ),
    "sound_not_ready": later("Tiếng này chưa xử lý xong hoặc không nhận được."),
    "sound_without_right": later("Chưa rõ quyền phát tiếng này. Ghi rõ trong kho rồi dùng."),
    "sound_expired": later("Tiếng này hết hạn dùng từ %(expires_on)s."),
    "not_speech": later("“%(title)s” không phải giọng người đọc. Đổi loại trong kho, hoặc chọn tiếng khác."),
    "voice_too_long": later("Tiếng thu không quá %(limit_s)s giây. Thu lại ngắn hơn."),
    "upload_too_large": later("Tệp không quá %(limit_mb)s MB. Cắt ngắn, hoặc lưu dạng MP3 rồi gửi lại."),
    "upload_empty": later("Tệp rỗng. Chọn lại tệp, hoặc thu lại."),
    "store_full": later("Máy của đài hết chỗ chứa. Báo kỹ thuật, rồi gửi lại."),
    # Requests.
    "already_answered": later("Tin xin phát này đã được trả lời."),
    "wanted_past": later("Giờ muốn phát đã qua. Chọn giờ sau này, hoặc bỏ trống."),
    # Schedule.
    "clash": later("Trùng giờ với “%(other)s” lúc %(at)s. Chọn giờ khác hoặc thôi lịch kia trước."),
    "programme_invalid": later("Chương trình không hợp lệ: phần luôn phát dài hơn số phút cho phép."),
    "decision_missing": later("Ghi số, ngày văn bản của UBND xã."),
    "hours_past": later(
        "Ngày có hiệu lực (%(effective_from)s) đã qua. Quyết định không có hiệu lực về trước."
    ),
    "no_air_hours": later("Chưa có quyết định giờ phát của UBND xã cho ngày %(day_on)s."),
    "outside_air_hours": later(
        "Giờ phát phải nằm trong %(allowed)s do UBND xã quy định (%(decided_by)s). Lần %(starts)s–%(ends)s ngày "
        "%(day_on)s ở ngoài."
    ),
    "session_too_long": later(
        "Một buổi không quá %(limit)s phút; ngày %(day_on)s sẽ có buổi %(asked)s phút."
    ),
    "too_many_sessions": later("Một ngày không quá %(limit)s buổi; ngày %(day_on)s sẽ có %(asked)s buổi."),
    "too_many_minutes": later("Một ngày không quá %(limit)s phút; ngày %(day_on)s sẽ có %(asked)s phút."),
    "not_approved": later("Bản tin này chưa được duyệt hoặc đã đổi sau khi duyệt."),
    "expired_by_then": later("Đến ngày đó bản tin đã hết hạn (%(expires_on)s)."),
    "start_past": later("Giờ phát đã qua. Chọn giờ sau lúc này."),
    "other_hamlets": later("Bản tin này không dành cho các thôn: %(hamlets)s."),
    "hold_past": later("Giờ hết dừng phát phải ở sau lúc này."),
    # Stops and emergencies.
    "hold_long": later("Không dừng quá %(limit)s giờ; im lặng lâu hơn thì sửa lịch phát."),
    "stop_over": later("Lệnh dừng này đã hết."),
    "same_person": later("Phải là hai người khác nhau."),
    "approver_missing": later("Một trong hai người xác nhận phải là người duyệt."),
    "alert_field": later("Mục “%(field)s” của tin khẩn cấp phải có lời, không quá %(limit)s ký tự."),
    "alert_text": later("Lời khẩn cấp (%(part)s) phải có, không quá %(limit)s ký tự."),
    "alert_repeat": later("Khoảng lặp lại từ %(least)s đến %(most)s phút."),
    "alert_lasting": later("Tin khẩn cấp kéo dài từ %(least)s đến %(most)s phút."),
    "alert_released": later("Tin này đã phát, không sửa được nữa; phát tin đính chính."),
    "alert_changed": later("Nội dung đã đổi sau khi mở trang. Đọc lại rồi xác nhận."),
    "alert_not_live": later("Tin khẩn cấp này không đang phát."),
    "factor_present": later("Tài khoản đã có điện thoại xác nhận. Gỡ cái cũ trước."),
    "factor_refused": later("Mã hoặc mật khẩu xác nhận không đúng, hoặc đã dùng rồi."),
    # Surveys.
    "nobody_lives_here": later("Xã chưa khai số dân, nên chưa chọn người để hỏi được."),
    "everybody_asked": later("Đã hỏi hết %(residents)s người; không còn ai để chọn thêm."),
    "wave_closed": later("Đợt khảo sát này đã khép."),
    "wave_not_begun": later("Đợt khảo sát bắt đầu từ %(from_on)s."),
    "wave_name_missing": later("Ghi tên đợt khảo sát."),
    "wave_topics_missing": later("Chọn ít nhất một chủ đề để hỏi."),
    "wave_ends_before_start": later("Ngày cuối của đợt khảo sát phải sau ngày đầu."),
    "wave_too_long": later("Một đợt khảo sát không quá %(limit)s ngày."),
    "wave_invalid": later("Đợt khảo sát không hợp lệ."),
    "foil_missing": later("Ghi một chủ đề chưa hề phát, để biết người trả lời có nhớ đúng không."),
    "answers_incomplete": later("Phiếu chưa trả lời đủ mọi câu."),
    "cap_invalid": later("Không đọc được tệp CAP: %(why)s."),
    "template_open": later("Mẫu này chưa được hai người khóa, chưa phát một mình được."),
    # Fleet and station.
    "in_charge_elsewhere": later(
        "Một đài khác đang chạy (%(part)s trên máy %(machine)s, tiến trình %(process)s). Báo kỹ thuật."
    ),
    "fleet_invalid": later("Khai báo cụm loa không hợp lệ: %(why)s."),
    "households-exceed-hamlet": later(
        "Thôn %(hamlet)s khai %(declared)s hộ nghe, nhiều hơn số hộ của thôn (%(households)s)."
    ),
    "speaker-without-hamlet": later("Cụm loa %(speaker)s thuộc thôn %(hamlet)s không có trong xã."),
    "keys_damaged": later("Tệp khóa ký của đài bị hỏng. Báo kỹ thuật."),
    "not_installed": later("Đài chưa được cài đặt xong. Báo kỹ thuật."),
    "port_taken": later("Cổng mạng của đài đang bị chương trình khác dùng. Báo kỹ thuật."),
}

FIELDS: dict[str, str] = {
    "login_invalid": "login",
    "login_taken": "login",
    "name_missing": "name",
    "hamlet_missing": "hamlet",
    "hamlet_unwanted": "hamlet",
    "password_short": "password",
    "password_long": "password",
    "password_easy": "password",
    "title_missing": "title",
    "title_too_long": "title",
    "text_missing": "text",
    "text_too_long": "text",
    "already_expired": "expires_on",
    "emergency_elsewhere": "precedence",
    "hamlet_unknown": "hamlets",
    "reason_missing": "reason",
    "decision_missing": "decided_by",
    "hours_past": "effective_from",
    "programme_invalid": "minutes",
    "not_approved": "bulletin",
    "expired_by_then": "on",
    "start_past": "at",
    "other_hamlets": "hamlets",
    "wanted_past": "wanted_at",
    "hold_past": "until",
    "outside_air_hours": "times",
    "readings_open": "text",
    "blanks_left": "text",
    "sound_title": "title",
    "sound_source": "source",
    "upload_too_large": "file",
    "upload_empty": "file",
    "voice_too_long": "text",
    "reading_missing": "written",
    "reading_long": "written",
    "reading_of_number": "written",
    "reading_repeats": "spoken",
    "table_line": "table",
    "table_long": "table",
    "table_empty": "table",
    "table_encoding": "file",
    "wave_name_missing": "name",
    "wave_topics_missing": "topics",
    "foil_missing": "foil",
    "wave_ends_before_start": "until_on",
    "wave_too_long": "until_on",
    "cap_invalid": "file",
}
