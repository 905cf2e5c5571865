import pytest

from orchestration.demo.destinations.data_manager import DataManagerServer
from tests.exports.support import facts


@pytest.fixture
def platform():
    with DataManagerServer(facts()) as server:
        yield server
