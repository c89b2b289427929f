"""What a first visit carries: the limits of the look, and how our scripts are joined."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.files import File

from firstbell.ui.static_files import NOT_SERVED, JoinedStaticFilesStorage, joined

STATIC = Path(__file__).parents[1] / "static" / "firstbell"
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
CSS = STATIC / "css" / "firstbell.css"


def compressed(*texts: str) -> int:
    return sum(len(gzip.compress(text.encode(), 9)) for text in texts)


class TestWeight:
    def test_the_look_is_at_most_45_kb_and_10_compressed(self):
        assert len(CSS.read_bytes()) <= 45_000 and compressed(CSS.read_text()) <= 10_000

    def test_the_scripts_with_htmx_are_at_most_30_kb_compressed(self):
        htmx = Path(finders.find("django_htmx/htmx-2.min.js")).read_text()
        assert compressed(htmx, joined(path.read_text() for path in SCRIPTS)) <= 30_000


class TestTheLook:
    def test_its_layers_stand_in_their_order(self):
        css = CSS.read_text()
        order = ["reset", "tokens", "base", "layout", "components", "utilities", "print"]
        assert re.search(r"@layer ([\w, ]+);", css)[1].split(", ") == order
        assert re.findall(r"^@layer (\w+) \{", css, re.M) == order

    def test_nothing_is_forced_and_no_id_is_styled(self):
        css = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "", CSS.read_text(), flags=re.S)
        assert "!important" not in CSS.read_text() and not re.search(r"#[a-z]", css)

    def test_it_loads_nothing_from_anywhere(self):
        assert not re.search(r"url\(|@import|@font-face", CSS.read_text())

    def test_nothing_moves(self):
        assert not re.search(r"transition|animation|@keyframes", CSS.read_text())


class TestScripts:
    def test_they_import_nothing_so_that_each_can_be_deleted(self):
        assert not [path.name for path in SCRIPTS if re.search(r"^\s*(import|export)\b", path.read_text(), re.M)]

    def test_no_script_ever_says_that_the_office_has_a_mark(self):
        code = joined(path.read_text() for path in SCRIPTS)
        assert "Office has" not in code and "Saved" not in code

    def test_they_are_joined_in_blocks_of_their_own(self):
        assert joined(iter(["// why\nconst a = 1;", "const a = 2;"])) == "{\nconst a = 1;\n}\n{\nconst a = 2;\n}\n"


class TestWhatIsNotServed:
    def test_it_leaves_every_file_that_a_page_loads(self):
        left = {path for finder in finders.get_finders() for path, _ in finder.list(NOT_SERVED)}
        ours = {f"firstbell/{path.parent.name}/{path.name}" for path in [*SCRIPTS, CSS]}
        assert ours | {"django_htmx/htmx-2.min.js", "firstbell/icon.svg"} <= left
        assert not any("htmx-4" in path or path.startswith("mfa/") for path in left)


class TestJoinedStorage:
    def collected(self, folder: Path) -> JoinedStaticFilesStorage:
        storage = JoinedStaticFilesStorage(location=folder, base_url="/static/")
        paths = {}
        for path in [*SCRIPTS, CSS]:
            name = f"firstbell/{path.parent.name}/{path.name}"
            with path.open("rb") as source:
                storage._save(name, File(source, name))
            paths[name] = (storage, name)
        list(storage.post_process(paths))
        return storage

    def test_one_hashed_file_holds_every_script(self, tmp_path):
        storage = self.collected(tmp_path)
        url = storage.url("firstbell/js/firstbell.js", force=True)
        assert re.fullmatch(r"/static/firstbell/js/firstbell\.[0-9a-f]{12}\.js", url)
        text = (tmp_path / url.removeprefix("/static/")).read_text()
        assert all(f"[data-{part}" in text for part in ("clock", "due", "live", "register", "sync", "print"))

    def test_collecting_again_gives_the_same_file(self, tmp_path):
        first = self.collected(tmp_path).url("firstbell/js/firstbell.js", force=True)
        assert self.collected(tmp_path / "again").url("firstbell/js/firstbell.js", force=True) == first
