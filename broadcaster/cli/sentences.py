"""What the command line says when something cannot be done: one sentence, and what to do, in both languages."""

from broadcaster.domain.errors import DeliveryError, StationError
from broadcaster.settings import SettingsError

_SENTENCES = {
    "not_installed": (
        (
            "Chưa có đài nào ở {var}. Chạy `broadcaster init` để lập đài của xã, hoặc `broadcaster run --demo` để "
            "xem thử."
        ),
        (
            "There is no station in {var} yet. Run `broadcaster init` for a real commune, or `broadcaster run "
            "--demo` to look around."
        ),
    ),
    "not_a_demo": (
        (
            "{var} là đài thật; dữ liệu mẫu sẽ lẫn người không có thật vào đó. Hãy bỏ --demo, hoặc đặt LOA_VAR "
            "sang thư mục khác cho bản mẫu."
        ),
        (
            "{var} holds a real station; the demo would mix invented people into it. Leave out --demo, or give "
            "the demo another home with LOA_VAR."
        ),
    ),
    "keys_damaged": (
        "{path} không còn đúng như khóa gốc đã ký ({why}). Hãy lấy lại thư mục khóa từ bản sao lưu.",
        "{path} is not what root signed ({why}). Restore the folder of keys from the backup.",
    ),
    "database_damaged": (
        (
            "Cơ sở dữ liệu {file} đã hỏng ({why}); đài không chạy tiếp với tệp này. Chuyển tệp ấy và thư mục khóa "
            "đi chỗ khác rồi lấy lại bản sao mới nhất: `broadcaster restore THƯ-MỤC` (docs/operating.md, Copies)."
        ),
        (
            "The database {file} is damaged ({why}); the station does not work on with it. Move it and the folder "
            "of keys away and put the newest copy back: `broadcaster restore FOLDER` (docs/operating.md, Copies)."
        ),
    ),
    "backup_exists": (
        "Đã có {folder}; hãy đặt tên thư mục khác.",
        "{folder} exists already; name a new folder.",
    ),
    "backup_elsewhere": (
        "Cơ sở dữ liệu không phải là tệp của đài: hãy sao bằng công cụ của nó (pg_dump), rồi sao thư mục var.",
        "The database is no file of ours: copy it with its own tool (pg_dump), then the folder var.",
    ),
    "backup_bad": (
        "{folder} không phải là bản sao dùng được: {why}.",
        "{folder} is no good copy: {why}.",
    ),
    "home_taken": (
        "Đã có {path}; chưa ghi đè gì. Hãy chuyển nó đi trước.",
        "{path} is there already and nothing was overwritten. Move it away first.",
    ),
    "port_taken": (
        (
            "Cổng {port} trên {host} đang có chương trình khác dùng. Hãy dừng chương trình đó, hoặc đặt cổng khác "
            "(docs/operating.md, Settings)."
        ),
        (
            "Port {port} on {host} is in use by another program. Stop that program, or set another port "
            "(docs/operating.md, Settings)."
        ),
    ),
    "certificate_unreadable": (
        "{file} không dùng làm chứng thư được: {why}.",
        "{file} cannot be used as a certificate: {why}.",
    ),
    "broker_without_tls": (
        (
            "Broker có sẵn không dùng TLS. Hãy cài Mosquitto (apt-get install mosquitto), hoặc đặt "
            "LOA_BROKER=external để dùng broker do nơi khác vận hành."
        ),
        (
            "The built-in broker speaks no TLS. Install Mosquitto (apt-get install mosquitto), or set "
            "LOA_BROKER=external for one that others run."
        ),
    ),
    "in_charge_elsewhere": (
        (
            "Một tiến trình khác đang giữ phần {part} của đài này: tiến trình {process} trên {machine}. Chạy cả "
            "hai thì lịch ký sẽ đè lên nhau. Hãy dừng tiến trình đó; nếu nó đã chết, chạy lại sau "
            "{until:%H:%M:%S} giờ UTC."
        ),
        (
            "Another process is in charge of this station's {part}: process {process} on {machine}. Two would "
            "sign plans over each other. Stop that one; if it has died, start this one after {until:%H:%M:%S} UTC."
        ),
    ),
    "station_elsewhere": (
        (
            "Một bản khác của đài này đang nói qua broker {broker}: cơ sở dữ liệu đã bị sao, hoặc được khôi phục "
            "khi bản cũ còn chạy. Bản này giữ im lặng. Hãy dừng bản kia rồi chạy lại bản này."
        ),
        (
            "Another copy of this station speaks through the broker at {broker}: its database was copied, or "
            "restored while the first one still runs. This one stays silent. Stop the other one, then start this "
            "one again."
        ),
    ),
    "other_commune": (
        "{file} là cụm loa của xã khác, {theirs}; đài này là của {ours}. Chưa thay đổi gì.",
        "{file} is the fleet of another commune, {theirs}; this station is {ours}'s. Nothing was changed.",
    ),
    "fleet_changed_meanwhile": (
        "Vừa có người khác sửa cụm loa; chưa thay đổi gì. Hãy xem lại.",
        "Somebody changed the fleet at this moment; nothing was changed. Look again.",
    ),
    "device_unknown": (
        "Không có loa {device}.{hint} Hãy ghi loa vào devices.yaml rồi chạy `broadcaster devices apply`.",
        (
            "The fleet has no speaker {device}.{hint} Write it into devices.yaml, then `broadcaster devices "
            "apply`."
        ),
    ),
    "folder_taken": (
        "{folder} là chỗ của {device} thuộc {site}; hãy chọn thư mục khác. Chưa thay đổi gì.",
        "{folder} is the home of {device} of {site}; name another folder. Nothing was changed.",
    ),
    "already_installed": (
        "{var} đã có đài; chưa thay đổi gì.",
        "{var} holds a station already; nothing was changed.",
    ),
    "login_invalid": (
        "Tên đăng nhập {login!r} phải có 3 đến 60 chữ cái không dấu, chữ số, dấu chấm hoặc gạch nối.",
        "The login {login!r} must have 3 to 60 letters, digits, dots or hyphens.",
    ),
    "name_missing": (
        "Thiếu họ tên.",
        "A name is missing.",
    ),
    "password_short": (
        "Mật khẩu phải có ít nhất {limit} ký tự.",
        "The password must have at least {limit} characters.",
    ),
    "password_long": (
        "Mật khẩu dài nhất {limit} ký tự.",
        "The password may have at most {limit} characters.",
    ),
    "password_easy": (
        "Mật khẩu dễ đoán quá: không dùng tên đăng nhập, không chỉ có chữ số, không lặp một chữ.",
        "The password is too easy to guess: not the login, not only digits, not a letter repeated.",
    ),
}


def explain(trouble: StationError | DeliveryError | SettingsError) -> str:
    """Return the sentence for whoever typed the command, in Vietnamese and in English."""
    if isinstance(trouble, StationError) and trouble.code in _SENTENCES:
        return "\n".join(_SENTENCES[trouble.code]).format(**trouble.facts)
    return str(trouble)
