"""Usage as it comes in by file: mistakes on the page, the mended file, the statement; and an import killed half-way."""

import datetime
import os
import re
import signal
import subprocess
import time

from playwright.sync_api import expect

from conftest import look_at
from system import BINARY, environment
from test_process_b import customer, people  # noqa: F401: a fixture
from test_process_c import declared, minutes_to_next_month, sees

ZONE = datetime.timezone(datetime.timedelta(hours=7))
HEADER = "Mã sự kiện;Số hợp đồng;Loại sản lượng;Thời điểm;Số lượng;Điều chỉnh cho\n"


def active(people, system, folder):  # noqa: F811
    """An active postpaid contract with a meter: its number, and when it began."""
    email = customer()
    manager = people("am.kv1")
    manager.add_customer(f"Công ty Đám mây {email[:6].upper()}", email)
    number = declared(manager, folder)
    people("duyet.kv1").approve(number)
    people("duyet.cntt").approve(number)
    manager.sees_state("Đang hoạt động")
    changed = system.rows(f"SELECT changed_at FROM contract WHERE number = '{number}'")[0]["changed_at"]
    return number, datetime.datetime.fromtimestamp(int(changed) / 1000, ZONE)


def upload(accountant, file, text):
    file.write_text(text, encoding="utf-8-sig")
    accountant.go("/quan-ly/cuoc/su-dung")
    accountant.page.set_input_files("[name=file]", file)
    accountant.page.get_by_role("button", name="Kiểm tra tệp").click()


def test_a_file_of_usage_is_mended_taken_in_and_billed(people, system, engine, tmp_path):  # noqa: F811
    number, began = active(people, system, tmp_path)
    day = began.strftime("%d/%m/%Y")
    good = [f"{number}-1;{number};gigabyte;{day};4000;", f"{number}-2;{number};gigabyte;{day};1000;"]
    wrong = [f"{number}-3;{number};gigabyte;{day};1.500;", f"{number}-4;{number};phut;{day};5;"]
    accountant = people("ke-toan", "/quan-ly/cuoc/su-dung")
    page = accountant.page
    accountant.go("/quan-ly/cuoc/su-dung")
    look_at(page, f"{engine}-usage-1-upload")
    upload(accountant, tmp_path / "thang.csv", HEADER + "\n".join(good + wrong))
    expect(page.locator("main")).to_contain_text("Có thể hiểu là hàng nghìn hoặc số lẻ.")
    expect(page.locator("main")).to_contain_text("Gói không tính loại sản lượng này")
    look_at(page, f"{engine}-usage-2-mistakes")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải dòng lỗi (CSV)").click()
    lines = open(download.value.path(), encoding="utf-8-sig").read().splitlines()
    assert len(lines) == 3 and lines[1].startswith(f"{number}-3,{number},gigabyte,{day},1.500,")
    assert not system.rows(f"SELECT event FROM usage_record WHERE event LIKE '{number}-%'"), "nothing was taken"

    mended = [f"{number}-3;{number};gigabyte;{day};1500;", f"{number}-5;{number};gigabyte;{day};-500;{number}-1"]
    upload(accountant, tmp_path / "thang-sua.csv", HEADER + "\n".join(good + mended))
    expect(page.get_by_role("button", name="Nhập sản lượng")).to_be_visible()
    expect(page.locator("main")).to_contain_text("6.000")
    look_at(page, f"{engine}-usage-3-preview")
    page.get_by_role("button", name="Nhập sản lượng").click()
    sees(page, "Đã nhập")
    look_at(page, f"{engine}-usage-4-done")
    upload(accountant, tmp_path / "thang-sua.csv", HEADER + "\n".join(good + mended))
    expect(page.locator("main")).to_contain_text("Tệp này đã được nhập lúc")
    accountant.go(f"/quan-ly/cuoc/su-dung/tra-cuu?hop-dong={number}")
    expect(page.locator("main")).to_contain_text(f"{number}-5")
    look_at(page, f"{engine}-usage-5-look-up")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, "the page scrolls sideways"
    page.set_viewport_size({"width": 1280, "height": 900})

    system.advance(minutes_to_next_month(began))
    accountant.sign_in()
    accountant.go("/quan-ly/cuoc/ky")
    sees(page, "Chờ duyệt")
    page.get_by_role("link", name=began.strftime("%m/%Y")).first.click()
    sees(page, number)
    page.get_by_role("button", name="Duyệt và gửi thông báo cước").click()
    sees(page, "Đã phát hành")
    accountant.go(f"/quan-ly/cuoc?tim={number}")
    page.get_by_role("link", name=re.compile(re.escape(number) + "-T")).first.click()
    expect(page.locator("main")).to_contain_text("Cước sử dụng")
    expect(page.locator("main")).to_contain_text("6.000")
    system.verify()


def test_an_import_killed_half_way_is_repeated_and_nothing_counts_twice(people, system, engine, tmp_path):  # noqa: F811
    number, began = active(people, system, tmp_path)
    rows = 12_000
    file = tmp_path / "big.csv"
    file.write_text(
        "event,contract,meter,time,quantity\n"
        + "".join(f"{number}-k{i},{number},gigabyte,{began:%Y-%m-%d},{i % 5 + 1}\n" for i in range(rows))
    )
    command = [BINARY, "usage", "import", file, "--database", system.database_address]
    surroundings = environment() | {"QLDV_CLOCK": (began + datetime.timedelta(minutes=30)).isoformat()}
    of_file = f"FROM usage_record WHERE event LIKE '{number}-k%'"

    def count():
        return int(system.rows(f"SELECT count(*) AS n {of_file}")[0]["n"])

    kills = 0
    for at_least in (1, rows // 3):
        process = subprocess.Popen([str(part) for part in command], env=surroundings, stderr=subprocess.DEVNULL)
        while process.poll() is None and count() < at_least:
            time.sleep(0.05)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            kills += 1
        process.wait()
    assert kills == 2 and 0 < count() < rows, f"{kills} kills, {count()} rows"
    run = subprocess.run([str(part) for part in command], env=surroundings, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "going on after row" in run.stdout
    assert count() == rows
    total = system.rows(f"SELECT CAST(sum(quantity) AS BIGINT) AS n {of_file}")[0]["n"]
    assert int(total) == sum(i % 5 + 1 for i in range(rows))
    known = subprocess.run([str(part) for part in command], env=surroundings, capture_output=True, text=True)
    assert known.returncode == 0 and "was imported on" in known.stdout, known.stdout + known.stderr
    system.verify()
