"""Notices that never come: the queue of unknown outcomes, and the day's file that empties it by two people."""

import uuid

from playwright.sync_api import expect

from conftest import look_at
from http_buyer import HTTPBuyer
from system import wait_for
from test_process_b import people  # noqa: F401: a fixture

LOST = 3


def test_lost_notices_are_known_through_the_file(people, system, engine, tmp_path):  # noqa: F811
    system.faults(ipn_drop=LOST)
    for _ in range(LOST):
        buyer = HTTPBuyer(system, f"{uuid.uuid4().hex[:12]}@example.vn")
        buyer.register()
        buyer.pay_and_stay()
    day = system.now().date().isoformat()
    # VNPAY answers nobody, so that only the file can tell.
    system.faults(querydr="94")
    system.advance(20)
    unknown = "SELECT reference FROM payment_attempt WHERE state = 'unresolved'"
    wait_for(lambda: len(system.rows(unknown)) == LOST, 30, lambda: str(system.rows(unknown)))

    first = people("ke-toan", "/quan-ly/thanh-toan/chua-ro")
    expect(first.page.locator("tbody tr")).to_have_count(LOST)
    expect(first.page.locator("main")).to_contain_text("Khoản lâu nhất")
    look_at(first.page, f"{engine}-un-1-queue")
    first.page.set_viewport_size({"width": 360, "height": 800})
    look_at(first.page, f"{engine}-un-2-queue-360")
    first.page.set_viewport_size({"width": 1280, "height": 900})
    first.page.get_by_role("button", name="Hỏi trước").last.click()
    expect(first.page.locator("main")).to_contain_text("Lượt hỏi tới dành cho khoản này.")

    system.advance(24 * 60)
    first.sign_in()
    first.reconcile(day, tmp_path)
    expect(first.page.locator("main")).to_contain_text("Tiền đã thu, chưa có tin")
    look_at(first.page, f"{engine}-un-3-day")
    first.page.locator("summary", has_text=f"Đề xuất {LOST} khoản").click()
    panel = first.page.locator("section.card", has_text="Tiền đã thu, chưa có tin")
    panel.locator("textarea").fill("Mất thông báo cả buổi")
    panel.get_by_role("button", name="Gửi đề xuất").click()
    expect(first.page.locator("main")).to_contain_text("VNPAY đang được hỏi; sau 15 phút")
    system.advance(16)
    first.page.locator("summary", has_text=f"Đề xuất {LOST} khoản").click()
    panel.locator("textarea").fill("Mất thông báo cả buổi")
    panel.get_by_role("button", name="Gửi đề xuất").click()
    expect(first.page.locator("main")).to_contain_text(f"Đã đề xuất {LOST} khoản.")
    expect(first.page.locator("summary", has_text="Đồng ý")).to_have_count(0)

    second = people("ke-toan2", f"/quan-ly/doi-soat/{day}")
    second.page.locator("summary", has_text=f"Đồng ý {LOST} khoản").click()
    second.page.get_by_role("button", name="Tôi đã kiểm tra tệp").click()
    expect(second.page.locator("main")).to_contain_text(f"Đã ghi nhận {LOST} khoản.")
    look_at(second.page, f"{engine}-un-4-applied")
    assert len(system.rows("SELECT id FROM payment")) == LOST
    second.go("/quan-ly/thanh-toan/chua-ro")
    expect(second.page.locator("main")).to_contain_text("Mọi khoản đều đã rõ")
    system.faults()
    # What was to be asked of VNPAY had its turns far ahead.
    system.advance(24 * 60)
    system.settle()
