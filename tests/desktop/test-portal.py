#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A portal for files: test-portal.py PROGRAM [ARGUMENT…]. Runs the program on a bus where this is the portal.

Before it answers, it looks at the root folder of the process that asks, as xdg-desktop-portal does to learn whether that
is in a sandbox: a process that no other may look into is refused. Not to be run by root, who may look into every one."""
import os
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
INTERFACE = """<node><interface name='org.freedesktop.portal.FileChooser'>
<method name='OpenFile'><arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>
<arg type='o' direction='out'/></method><property name='version' type='u' access='read'/></interface></node>"""


def look_at(connection, sender):
    """As xdp_app_info_from_pid() of xdg-desktop-portal."""
    pid, = connection.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                GLib.Variant("(s)", (sender,)), None, 0, -1, None)
    os.close(os.open(f"/proc/{pid}/root", os.O_RDONLY | os.O_NONBLOCK | os.O_DIRECTORY | os.O_NOCTTY))


def called(connection, sender, path, interface, method, parameters, invocation):
    try:
        look_at(connection, sender)
    except OSError as error:
        invocation.return_dbus_error("org.freedesktop.portal.Error.NotAllowed",
                                     f"Portal operation not allowed: {error}")
        return
    token = parameters.unpack()[2].get("handle_token", "t")
    handle = f"{PATH}/request/{sender[1:].replace('.', '_')}/{token}"
    invocation.return_value(GLib.Variant("(o)", (handle,)))
    answer = {"uris": GLib.Variant("as", ["file:///portal/file.json"])}
    connection.emit_signal(sender, handle, "org.freedesktop.portal.Request", "Response",
                           GLib.Variant("(ua{sv})", (0, answer)))


def ended(process, result, loop):
    process.wait_finish(result)
    loop.quit()


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
bus.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], called,
                    lambda *asked: GLib.Variant("u", 3), None)
bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName", GLib.Variant("(su)", (NAME, 4)), None, 0,
              -1, None)
for name, value in (("GTK_USE_PORTAL", "1"), ("GDK_DEBUG", "portals")):
    os.environ[name] = value
main = GLib.MainLoop()
child = Gio.Subprocess.new(sys.argv[1:], Gio.SubprocessFlags.NONE)
child.wait_async(None, ended, main)
main.run()
sys.exit(child.get_exit_status() if child.get_if_exited() else 1)
