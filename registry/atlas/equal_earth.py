"""The Equal Earth projection: areas on the map compare as they do on the globe.

Formula: Šavrič, Patterson and Jenny, "The Equal Earth map projection", 2018. The front end's build draws the
shapes with the same projection, so that points placed here lie where they belong.
"""

from math import asin, cos, radians, sin, sqrt
from typing import Final

A1: Final = 1.340264
A2: Final = -0.081106
A3: Final = 0.000893
A4: Final = 0.003796
M: Final = sqrt(3) / 2


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees to the plane, for a globe of radius 1; y grows to the north."""
    angle = asin(M * sin(radians(latitude)))
    square = angle * angle
    sixth = square**3
    x = radians(longitude) * cos(angle) / (M * (A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)))
    y = angle * (A1 + A2 * square + sixth * (A3 + A4 * square))
    return x, y


def turned(longitude: float, rotation: float) -> float:
    """A longitude on a globe turned by `rotation` degrees, from -180 to 180."""
    return (longitude + rotation + 180) % 360 - 180
