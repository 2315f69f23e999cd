"""For any WSGI server of your own: `app`, on the environment's settings. `floortime serve` needs no such file."""

from floortime.app import create_app

app = create_app()
