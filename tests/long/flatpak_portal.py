#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""flatpak_portal.py LOG: the desktop's portals as far as Daypass uses them. Each call that was made from a
sandbox is a line of JSON in LOG; what the person would say is yes. GLib asks for network and proxies."""
import json
import os
import sys

from gi.repository import Gio, GLib

NAME = 'org.freedesktop.portal.Desktop'
PATH = '/org/freedesktop/portal/desktop'
SECRET = b'a secret of sixty-four bytes, the same one for every application'
XML = '''<node>
 <interface name="org.freedesktop.portal.OpenURI">
  <method name="OpenURI"><arg type="s"/><arg type="s"/><arg type="a{sv}"/>
   <arg type="o" direction="out"/></method>
  <property name="version" type="u" access="read"/>
 </interface>
 <interface name="org.freedesktop.portal.Secret">
  <method name="RetrieveSecret"><arg type="h"/><arg type="a{sv}"/>
   <arg type="o" direction="out"/></method>
  <property name="version" type="u" access="read"/>
 </interface>
 <interface name="org.freedesktop.portal.Background">
  <method name="RequestBackground"><arg type="s"/><arg type="a{sv}"/>
   <arg type="o" direction="out"/></method>
  <property name="version" type="u" access="read"/>
 </interface>
 <interface name="org.freedesktop.portal.Notification">
  <method name="AddNotification"><arg type="s"/><arg type="a{sv}"/></method>
  <method name="RemoveNotification"><arg type="s"/></method>
  <property name="version" type="u" access="read"/>
 </interface>
 <interface name="org.freedesktop.portal.ProxyResolver">
  <method name="Lookup"><arg type="s"/><arg type="as" direction="out"/></method>
  <property name="version" type="u" access="read"/>
 </interface>
 <interface name="org.freedesktop.portal.NetworkMonitor">
  <method name="GetAvailable"><arg type="b" direction="out"/></method>
  <method name="GetMetered"><arg type="b" direction="out"/></method>
  <method name="GetConnectivity"><arg type="u" direction="out"/></method>
  <method name="GetStatus"><arg type="a{sv}" direction="out"/></method>
  <method name="CanReach"><arg type="s"/><arg type="u"/><arg type="b" direction="out"/></method>
  <signal name="changed"/>
  <property name="version" type="u" access="read"/>
 </interface>
</node>'''
STATUS = {'available': GLib.Variant('b', True), 'metered': GLib.Variant('b', False),
          'connectivity': GLib.Variant('u', 4)}
ANSWERS = {
    'AddNotification': None,
    'RemoveNotification': None,
    'Lookup': GLib.Variant('(as)', (['direct://'],)),
    'GetAvailable': GLib.Variant('(b)', (True,)),
    'GetMetered': GLib.Variant('(b)', (False,)),
    'GetConnectivity': GLib.Variant('(u)', (4,)),
    'GetStatus': GLib.Variant('(a{sv})', (STATUS,)),
    'CanReach': GLib.Variant('(b)', (True,)),
}


def is_sandboxed(bus, sender):
    """Whether the caller's end of the connection belongs to a Flatpak, as the real portal finds out."""
    pid = bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                        'GetConnectionUnixProcessID', GLib.Variant('(s)', (sender,)), None, 0, -1,
                        None).unpack()[0]
    return os.path.exists(f'/proc/{pid}/root/.flatpak-info')


def called(bus, sender, path, interface, method, parameters, invocation):
    values = parameters.unpack()
    line = {'method': method, 'values': values, 'sandboxed': is_sandboxed(bus, sender)}
    print(json.dumps(line), file=log, flush=True)
    if method in ANSWERS:
        invocation.return_value(ANSWERS[method])
        return
    if method == 'RetrieveSecret':
        fds = invocation.get_message().get_unix_fd_list().steal_fds()
        os.write(fds[0], SECRET)
        for fd in fds:
            os.close(fd)
    request = f'{PATH}/request/{sender[1:].replace(".", "_")}/{values[-1].get("handle_token", "t")}'
    invocation.return_value(GLib.Variant('(o)', (request,)))
    results = {'background': GLib.Variant('b', True), 'autostart': GLib.Variant('b', True)}
    # not at once: libsecret listens when it has the name of the request
    GLib.timeout_add(100, bus.emit_signal, sender, request, 'org.freedesktop.portal.Request',
                     'Response', GLib.Variant('(ua{sv})', (0, results)))


def get(bus, sender, path, interface, name):
    # libsecret wants exactly the first version of the portal
    return GLib.Variant('u', 1 if interface.endswith('.Secret') else 3)


def acquired(bus, name):
    for interface in Gio.DBusNodeInfo.new_for_xml(XML).interfaces:
        bus.register_object(PATH, interface, called, get, None)


log = open(sys.argv[1], 'a')
Gio.bus_own_name(Gio.BusType.SESSION, NAME, Gio.BusNameOwnerFlags.NONE, acquired, None,
                 lambda *_: sys.exit('the name is taken'))
GLib.MainLoop().run()
