"""The published suites by version and hash: a redraw that differs by a byte is another suite.

>>> FROZEN["card-52"].version, FROZEN["card-52"].programs
(1, 52)
>>> frozen_problem("card-52", 1, "0" * 64)  # doctest: +ELLIPSIS
'card-52, version 1: its programs have the hash 000000000000..., the published ones ...'

``first`` is the hash of the first 21 programs, which a test redraws within seconds; ``runs/freeze.py --check`` redraws
every suite whole, and ``runs/freeze.py`` prints this table again after a change that was meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

FIRST = 21


class Frozen(NamedTuple):
    """What a version of a suite is."""

    version: int
    programs: int
    sha256: str
    first: str


FROZEN: Mapping[str, Frozen] = {
    "card-52": Frozen(
        1,
        52,
        "deb76e5ff31c7738815a8e9b31f3e8fbeb6b37af99a1c0b2ebbd98eb6ef21f4b",
        "f4ef9743bb427d62bf9168fe072953a7dc8d8b0d241caf5ce30998e8b32981d2",
    ),
    "unseen": Frozen(
        1,
        2000,
        "7b270d01f65b83800789433d8ece675d2c23c278f223b66947ea14ef2eeb782a",
        "dc835854731095d618a7f1db2b9d53c5f3319a52063eee8e8bdd47079bf17dc0",
    ),
    "held-out": Frozen(
        1,
        2000,
        "a19fc448e5b88007acbb1b8f33713fac83099d091d3ce394e518d3b54e4966e6",
        "f168a6e7452e03e8180ddae8ef4fd559e6b931875ce7fa4fae6668ddfe299cb6",
    ),
    "validation": Frozen(
        1,
        500,
        "3b8bf1f9d8578ff194740158ab8a11bd061507d8709cf636d3e52ce11e88d100",
        "a26e25a12c1039acf9e84dd545cb7f6085286cb2381548e57e0d49698c98e062",
    ),
    "real": Frozen(
        1,
        400,
        "2bf3a3cbe6e79b393fb3fe648b5baa40df3f16e65b1b5e05b9509a62522c4f17",
        "115f47a94969aa91192339e4dbaeb48f59116aae6b712f6e0be145688a2fa1b3",
    ),
    "steps": Frozen(
        1,
        440,
        "a9d4db503c3cca9c200438a6108da419c9dd9c4c55d5bae7310a06a55bcbcf5f",
        "db3885227e528e327e982d67531880fc33be77fee3f4dfb6f73cefffc64c47a0",
    ),
    "beyond": Frozen(
        1,
        660,
        "d3cb05751978ce98b885b516775f371ebfe5a765eb79719a7033e4b9b37eeec8",
        "cf4d57924c2c44009fa81806481bc0a5799af15993a953c83679b1da74bed848",
    ),
    "swap": Frozen(
        1,
        500,
        "1d409a069ec165eb0795f9c73665a4662174754768cfe4ff947acce9ac9ac6c2",
        "e96f5beef1294d45aafb38c5fc78d5b813a10d5589e8a1e9662f144f7e9c6742",
    ),
    "obfuscated": Frozen(
        1,
        500,
        "caa00aa366da339ca3b4d55a8628b7565301374ae7e5fc0a27f4876e674a2d7a",
        "6e7646e110daeb13371b276c03971e60a187f5ca6cb4be00e04e938bb78bda6d",
    ),
    "length": Frozen(
        1,
        240,
        "333c4cd4909e8011af053b95cd9ab2e7f71accee05d688fc39324f373da53535",
        "7dc48f87b20f6d2063aa87eeefadcf4cc901607cb824a9461e2134b5a0ca2b77",
    ),
    "format": Frozen(
        1,
        900,
        "610f54d758396f1a290a0a9d797cebcf5a5f775de9ad6c51575b257e415fa4dc",
        "ab20370df6b826798af0ab1ecc6c25704b477a4e8f14b88567c2e2f147857f2b",
    ),
    "errors": Frozen(
        1,
        300,
        "2ec6b456bfedfe7c613eb22b2fd5ab4eb096a60cb3a219cc7c687f361f34f356",
        "a37eb9d099613ca2f30e26a502e52c7b70b27bdb6ba1ef204d52776f1eeb1bb4",
    ),
    "alien": Frozen(
        1,
        500,
        "ee8ba2c210ca83e409be80a49626fe9bb4360961d105b663952293e2d307b2e5",
        "03b643dea2989746d60990c2adb7ddce30566e8d9b4df83ccddeb1e0fd4cf170",
    ),
}


def frozen_problem(name: str, version: int, sha256: str) -> str | None:
    """Why a drawn suite is not the published one; None where it is."""
    published = FROZEN.get(name)
    if published is None:
        return f"{name}: no version of it is published"
    if published.version != version:
        return f"{name}: version {published.version} is published, this is version {version}"
    if published.sha256 != sha256:
        return (
            f"{name}, version {version}: its programs have the hash {sha256[:12]}..., "
            f"the published ones {published.sha256[:12]}...: make it version {version + 1}, or find what moved it"
        )
    return None
