"""A cluster of two machines, played by two of Ray's node managers here, of which one is lost in the middle."""

from pathlib import Path
from typing import Any

import pytest

from caalm.cluster import ClusterError, connected
from caalm.dataset.build import build
from tests.dataset.builds import bytes_of, recipe_with

cluster_utils = pytest.importorskip("ray.cluster_utils")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # Ray's own
def test_a_lost_machine_costs_its_shards_and_changes_no_byte(tmp_path: Path) -> None:
    recipe = recipe_with(invented=8, per_language=40)
    memory = {"object_store_memory": 100 * 2**20}
    cluster: Any = cluster_utils.Cluster(initialize_head=True, head_node_args={"num_cpus": 1, **memory})
    lost: list[Any] = [cluster.add_node(num_cpus=1, **memory)]
    try:

        def lose_one(done: int, total: int) -> None:
            if done and lost:
                cluster.remove_node(lost.pop(), allow_graceful=False)

        build(recipe, tmp_path / "ray", engine=f"ray={cluster.address}", on_progress=lose_one)
        assert not lost
    finally:
        cluster.shutdown()
    build(recipe, tmp_path / "plain")
    assert bytes_of(tmp_path / "ray") == bytes_of(tmp_path / "plain")


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_is_not_there_is_an_error_in_one_line() -> None:
    with pytest.raises(ClusterError, match=r"ray at 127\.0\.0\.1:1 cannot be reached"), connected("ray=127.0.0.1:1"):
        pass
