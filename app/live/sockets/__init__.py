"""The live connection: Socket.IO on its stock path, with the settings that make it safe."""
