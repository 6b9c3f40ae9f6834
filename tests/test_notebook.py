"""The worked notebook of the documentation runs as it stands there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

WHERE = "is not installed (pip install 'vendsim[notebook]')"
nbformat = pytest.importorskip("nbformat", reason=f"nbformat {WHERE}")
nbclient = pytest.importorskip("nbclient", reason=f"nbclient {WHERE}")
pytest.importorskip("ipykernel", reason=f"ipykernel {WHERE}")

NOTEBOOK = Path(__file__).parent.parent / "docs" / "notebook.ipynb"


@pytest.mark.slow
def test_the_notebook_runs_and_shows_cards_tables_and_figures(tmp_path: Path) -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    html = [output["text/html"] for output in outputs if "text/html" in output]
    assert count(outputs, "image/png") == 5
    assert sum("dataframe" in text for text in html) == 3
    assert sum("careful, month, seed 3" in text for text in html) == 1


def count(outputs: list[dict[str, Any]], kind: str) -> int:
    return sum(kind in output for output in outputs)
