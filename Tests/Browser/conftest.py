import os
import pathlib
import subprocess
import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, sync_playwright

from buyer import Buyer
from system import BINARY, ROOT, System

SCREENSHOTS = ROOT / "out/screenshots"
POSTGRES = os.environ.get("QLDV_TEST_POSTGRES")


def pytest_sessionstart(session):
    if not pathlib.Path(BINARY).exists():
        pytest.exit(f"there is no {BINARY}: run `make test`", returncode=2)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def engine(request):
    if request.param == "postgres" and not POSTGRES:
        pytest.skip("QLDV_TEST_POSTGRES is not set")
    return request.param


def database(engine):
    """A database of its own on the server of the tests; none for SQLite, which has its file."""
    if engine == "sqlite":
        return None
    name = f"browser_{uuid.uuid4().hex}"
    subprocess.run(["psql", "-qX", POSTGRES, "-c", f"CREATE DATABASE {name}"], check=True)
    return POSTGRES.rsplit("/", 1)[0] + "/" + name


def drop(address):
    if address:
        subprocess.run(["psql", "-qX", POSTGRES, "-c", f"DROP DATABASE {address.rsplit('/', 1)[1]} (FORCE)"], check=True)


@pytest.fixture(scope="module")
def system(tmp_path_factory, engine):
    """One system for all tests of a file; each test buys under an address of its own. Whatever they did breaks no rule."""
    system = System(tmp_path_factory.mktemp(engine), database(engine))
    system.start()
    yield system
    system.stop()
    assert not system.rows("SELECT rule, offender, detail FROM alarm WHERE state <> 'released'")
    system.verify()


@pytest.fixture
def fresh_system(tmp_path, engine):
    """A system that a test may kill. The test starts it."""
    system = System(tmp_path, database(engine))
    yield system
    system.kill() if system.process else None


@pytest.fixture
def page(browser):
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(20_000)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors, f"scripts failed: {errors}"


@pytest.fixture
def buyer(page, system, request):
    return Buyer(page, system, f"{uuid.uuid4().hex[:12]}@example.vn")


def look_at(page, name):
    """Keeps a picture of the page, and holds it to its width and to the rules of accessibility."""
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
    reach, width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert reach <= width, f"{name} ({page.url}): {reach} wide in a window of {width}"
    found = violations(page)
    told = [f"{rule['id']}: {rule['nodes'][0]['html']} ({rule['help']})" for rule in found]
    assert not told, f"{name} ({page.url}):\n" + "\n".join(told)


def violations(page, tries=10):
    """What axe finds. A page that waits for something asks for itself anew now and then: then it is asked again."""
    try:
        return Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}).response["violations"]
    except Error as error:
        if tries == 1 or "because of a navigation" not in str(error):
            raise
        page.wait_for_load_state()
        return violations(page, tries - 1)
