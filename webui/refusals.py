"""The sentence for every code of a StationError; the form field that it is about stands in `refusal_fields`."""

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
    "unit_missing": later("Cộng tác viên phải thuộc một đơn vị còn góp tin. Chọn đơn vị."),
    "unit_unwanted": later("Chỉ cộng tác viên mới gắn với một đơn vị. Bỏ chọn đơn vị."),
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
    "sound_not_usable": later(
        "Có tiếng không được phát: hết hạn, chưa rõ quyền hoặc đã bỏ khỏi kho. Chọn tiếng khác."
    ),
    "pace_wrong": later("Ghi một số từ %(least)s đến %(most)s."),
    "cut_wrong": later("Đoạn cắt phải nằm trong tiếng gốc và dài ít nhất %(shortest_s)s giây."),
    "cut_is_whole": later("Đoạn này là cả tiếng gốc. Lấy ngắn hơn ở đầu hoặc cuối."),
    "name_too_long": later("Tên không quá %(limit)s ký tự."),
    "playlist_full": later("Mỗi danh sách không quá %(limit)s tiếng."),
    "playlist_empty": later("Danh sách còn trống. Thêm tiếng vào danh sách trước."),
    "not_speech": later("“%(title)s” không phải giọng người đọc. Đổi loại trong kho, hoặc chọn tiếng khác."),
    "voice_too_long": later("Tiếng thu không quá %(limit_s)s giây. Thu lại ngắn hơn."),
    "upload_too_large": later("Tệp không quá %(limit_mb)s MB. Cắt ngắn, hoặc lưu dạng MP3 rồi gửi lại."),
    "upload_empty": later("Tệp rỗng. Chọn lại tệp, hoặc thu lại."),
    "store_full": later("Máy của đài hết chỗ chứa. Báo kỹ thuật, rồi gửi lại."),
    # Streams and live speech.
    "stream_address": later("Địa chỉ phải bắt đầu bằng https:// hoặc http://, không kèm mật khẩu."),
    "stream_hosts": later("Ghi tên máy chủ, như cdn.vov.vn, cách nhau bằng dấu phẩy; không quá %(limit)s."),
    "relay_minutes": later("Ghi một số phút từ 1 đến %(limit)s."),
    "talk_title": later("Ghi nói về việc gì, không quá %(limit)s ký tự."),
    "talk_minutes": later("Ghi một số phút từ 1 đến %(limit)s."),
    "talk_open": later("Đang có người nói trực tiếp: “%(title)s”. Chờ xong rồi nói."),
    # Requests.
    "already_answered": later("Tin xin phát này đã được trả lời."),
    "wanted_past": later("Giờ muốn phát đã qua. Chọn giờ sau này, hoặc bỏ trống."),
    "author_too_long": later("Tên tác giả không quá %(limit)s ký tự."),
    # Units.
    "unit_name": later("Ghi tên đơn vị, không quá %(limit)s ký tự."),
    "unit_quota": later("Số tin mỗi tháng từ 0 đến %(limit)s."),
    "unit_taken": later("Đã có đơn vị tên “%(name)s”."),
    # Science tasks.
    "task_name": later("Ghi tên nhiệm vụ, không quá %(limit)s ký tự."),
    "task_code": later("Mã số không quá %(limit)s ký tự."),
    "task_days": later("Ngày kết thúc phải sau ngày bắt đầu."),
    "task_taken": later("Sổ đã có nhiệm vụ mã số %(number)s."),
    # Residents' opinions.
    "opinion_missing": later("Ghi điều muốn góp ý."),
    "opinion_long": later("Ý kiến không quá %(limit)s ký tự; hiện có %(length)s."),
    "heard_ahead": later("Giờ nghe chưa đến. Chọn giờ đã qua."),
    "heard_too_long_ago": later("Chỉ nhận ý kiến về %(limit)s ngày gần đây."),
    "answer_missing": later("Ghi câu trả lời, không quá %(limit)s ký tự."),
    "not_of_template": later("Tin này không đúng mẫu của đài. Nhận rồi soạn như thường."),
    # The province's items.
    "not_skippable": later("Tin ưu tiên, khẩn cấp của tỉnh không được bỏ. Nhận rồi xếp thứ tự."),
    "not_the_provinces_words": later("Tin ưu tiên của tỉnh phát nguyên văn: không sửa lời, không hạ loại."),
    # Schedule.
    "clash": later("Trùng giờ với “%(other)s” lúc %(at)s. Chọn giờ khác hoặc thôi lịch kia trước."),
    "programme_invalid": later("Chương trình không hợp lệ: phần luôn phát dài hơn số phút cho phép."),
    "not_aired_yet": later("Lần này chưa phát."),
    "heard_long_ago": later("Chỉ hỏi về %(limit)s ngày gần đây."),
    "note_long": later("Lời thêm không quá %(limit)s ký tự."),
    "request_quota": later("Thôn đã gửi %(limit)s tin trong tháng này. Việc gấp thì gọi cho xã."),
    "not_free": later("Giờ ấy không trống. Trong ngày còn trống: %(free)s."),
    "already_aired": later("Tin này đã phát, không thôi được nữa."),
    "nothing_missed": later("Tin này không còn phải phát bù."),
    "rundown_frozen": later("Kịch bản đã khóa từ %(at)s. Cần gấp thì rút bản tin, hoặc dừng phát."),
    "last_occurrence": later("“%(name)s” chỉ có một buổi. Thôi cả lịch."),
    "one_day_only": later(
        "Lịch này phát nhiều ngày trong tuần: sang ngày khác thì chỉ chuyển được một buổi."
    ),
    "hour_taken": later("Lịch này đã có buổi lúc %(at)s."),
    "day_empty": later("Ngày ấy không có buổi nào trong lịch."),
    "changed_since": later("Lịch đã đổi thêm sau đó, không hoàn tác được nữa. Sửa lại bằng tay."),
    "filler_short": later("Nhạc chờ phải dài từ %(least_s)s giây: ngắn quá thì lặp lại hàng trăm lần."),
    "parts_missing": later("Thêm ít nhất một phần."),
    "programme_ended": later("Chương trình “%(name)s” đã bỏ. Thêm chương trình khác."),
    "programme_in_use": later("“%(name)s” còn trong lịch: %(schedules)s. Thôi các lịch ấy trước."),
    "reason_long": later("Lý do không quá %(limit)s ký tự."),
    "no_such_day": later("Không có ngày %(day)s tháng %(month)s."),
    "day_span": later("Ngày đặc biệt kéo dài từ 1 đến %(limit)s ngày."),
    "day_topic": later("Chọn chủ đề cho ngày chiến dịch; loại khác thì bỏ trống."),
    "special_day": later("Hôm ấy là %(day)s: các buổi thường kỳ nghỉ."),
    "nothing_to_air": later("Không có tin nào phát được trong buổi này."),
    "proposal_closed": later("Đề nghị này đã được xác nhận hoặc đã bỏ."),
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
    # Speakers that join.
    "claim_over": later("Mã này đã hết hạn hoặc đã khóa. Lấy mã mới."),
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
    "cap_replaced": later("Nơi gửi đã thay tin này bằng tin khác. Mở tin mới hơn."),
    "fired_often": later(
        "Đã phát %(limit)s mẫu trong một giờ. Tin tiếp theo cần hai người: soạn tin mới rồi cùng xác nhận."
    ),
    "template_open": later("Mẫu này chưa được hai người khóa, chưa phát một mình được."),
    "adults_wrong": later("Số người từ 15 tuổi trong nhà phải từ 1 đến %(limit)s."),
    # Figures of other communes.
    "shared_unreadable": later("Không phải tệp số liệu của Loa Thôn, hoặc tệp hỏng (%(where)s: %(why)s)."),
    "shared_damaged": later("Tệp đã bị sửa hoặc hỏng sau khi lập. Xin xã bạn tải và gửi lại."),
    "shared_own": later("Đây là số liệu của chính xã mình."),
    # Map of audibility.
    "aim_wrong": later("Cụm này có %(horns)s họng loa; mỗi họng một hướng, từ 0 đến 359 độ."),
    "level_impossible": later("Mức âm một người đo được trước loa phải từ %(least)s đến %(most)s dBA."),
    "distance_unfit": later("Đo cách loa %(least)s–%(most)s m: gần quá họng át nhau, xa quá đo cả gió."),
    "reading_ahead": later("Ngày đo chưa đến."),
    # Reports.
    "report_days_wrong": later("Ngày cuối của kỳ báo cáo phải sau ngày đầu."),
    "report_ahead": later("Kỳ báo cáo này chưa bắt đầu."),
    "report_too_long": later("Một kỳ báo cáo không quá %(limit)s ngày."),
    "report_text_too_long": later("Mỗi lời văn không quá %(limit)s ký tự; hiện có %(length)s."),
    "issuer_missing": later("Ghi tên cơ quan ra báo cáo."),
    # Fleet and station.
    "in_charge_elsewhere": later(
        "Một đài khác đang chạy (%(part)s trên máy %(machine)s, tiến trình %(process)s). Báo kỹ thuật."
    ),
    "device_file_broken": later(
        "Chưa đổi gì, vì %(file)s có lỗi ở dòng %(line)s: %(why)s. Sửa tệp rồi lưu lại."
    ),
    "device_file_unwritable": later("Chưa đổi gì, vì không ghi được %(file)s: %(why)s. Báo kỹ thuật."),
    "device_taken": later("Đã có cụm loa mã %(device)s."),
    "fleet_invalid": later("Khai báo cụm loa không hợp lệ: %(why)s."),
    "keys_damaged": later("Tệp khóa ký của đài bị hỏng. Báo kỹ thuật."),
    "not_installed": later("Đài chưa được cài đặt xong. Báo kỹ thuật."),
    "port_taken": later("Cổng mạng của đài đang bị chương trình khác dùng. Báo kỹ thuật."),
}
