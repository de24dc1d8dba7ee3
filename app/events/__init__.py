"""Events, their series, hosts, partners and teams; who may do what."""
