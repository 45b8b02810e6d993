"""Own data on the network: three yards of an invented forwarder, and the area it serves."""

from pathlib import Path

import geopandas
import shapely

from khorgos import Corridor
from khorgos.maps import Layer, Style, draw, save


def main(folder: Path = Path()) -> None:
    yards = geopandas.GeoDataFrame(
        {"yard": ["Almaty west", "Zharkent", "Altynkol"], "slots": [400, 120, 250]},
        geometry=geopandas.points_from_xy([76.75, 80.0, 80.25], [43.25, 44.17, 44.2]),
        crs=4326,
    )
    # Metres need a projection in metres.
    served = yards.to_crs(32643).buffer(60_000).to_crs(4326)
    area = geopandas.GeoDataFrame(
        {"what": ["within 60 km of a yard"]}, geometry=[shapely.union_all(served)], crs=4326
    )
    corridor = Corridor.load()
    folium_map = draw(
        corridor,
        corridor.route("Almaty", "Khorgos", mode="road"),
        Layer(area, name="Area served", fill=0.15),
        Layer(yards, name="Yards", label="yard", radius=7),
        style=Style(title="Yards between Almaty and Khorgos"),
    )
    save(folium_map, folder / "own_data.html")


if __name__ == "__main__":
    main()
