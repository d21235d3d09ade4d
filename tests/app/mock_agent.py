#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A stand-in for daypass-agent, for states that cannot be produced quickly.

mock_agent.py XML-FOLDER SCENARIO [N]

It reads the interfaces from app/dbus, so that it cannot drift away from them, and refuses to start
when a scenario names a property that they have not got. A test drives it through the interface
io.github.daypass.Daypass.Mock of the object /Mock: Load, Set, Add, Remove, Answer, Calls.
"""
import glob
import sys

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402

import scenarios  # noqa: E402

NAME = 'io.github.daypass.Daypass.Agent'
ROOT = '/io/github/daypass/Daypass/Agent'
MOCK_XML = '''<node><interface name="io.github.daypass.Daypass.Mock">
<method name="Set"><arg name="path" type="s" direction="in"/><arg name="name" type="s" direction="in"/>
<arg name="value" type="v" direction="in"/></method>
<method name="Add"><arg name="id" type="s" direction="in"/></method>
<method name="Remove"><arg name="path" type="s" direction="in"/></method>
<method name="Load"><arg name="scenario" type="s" direction="in"/>
<arg name="number" type="u" direction="in"/><arg name="accounts" type="u" direction="out"/></method>
<method name="Answer"><arg name="method" type="s" direction="in"/>
<arg name="answer" type="s" direction="in"/></method>
<method name="Calls"><arg name="calls" type="as" direction="out"/></method>
</interface></node>'''
MANAGER_XML = '''<node><interface name="org.freedesktop.DBus.ObjectManager">
<method name="GetManagedObjects"><arg type="a{oa{sa{sv}}}" direction="out"/></method>
<signal name="InterfacesAdded"><arg type="o"/><arg type="a{sa{sv}}"/></signal>
<signal name="InterfacesRemoved"><arg type="o"/><arg type="as"/></signal>
</interface></node>'''


def interfaces(folder):
    found = {}
    for path in sorted(glob.glob(folder + '/*.xml')):
        with open(path, encoding='utf-8') as file:
            info = Gio.DBusNodeInfo.new_for_xml(file.read()).interfaces[0]
        found[info.name.rpartition('.')[2]] = info
    return found


class Object:
    def __init__(self, agent, path, kind, values):
        self.agent, self.path, self.kind = agent, path, kind
        self.info = agent.infos[kind]
        self.values = {}
        types = {p.name: p.signature for p in self.info.properties}
        for name, signature in types.items():
            self.values[name] = GLib.Variant(signature, values.pop(name, default(signature)))
        if values:
            raise SystemExit(f'{kind} has no {sorted(values)}')
        self.id = agent.bus.register_object(path, self.info, agent.call, self.get, None)

    def get(self, _bus, _sender, _path, _interface, name):
        return self.values[name]

    def set(self, **changes):
        types = {p.name: p.signature for p in self.info.properties}
        for name, value in changes.items():
            self.values[name] = GLib.Variant(types[name], value)
        changed = {name: self.values[name] for name in changes}
        self.agent.bus.emit_signal(None, self.path, 'org.freedesktop.DBus.Properties',
                                   'PropertiesChanged',
                                   GLib.Variant('(sa{sv}as)', (self.info.name, changed, [])))

    def __getitem__(self, name):
        return self.values[name].unpack()


def default(signature):
    empty = {'s': '', 'b': False, 'u': 0, 'x': 0, 'o': '/', 'as': [], 'a{sv}': {},
             '(ssassas)': ('', 'info', [], '', [])}
    return empty.get(signature, [])


class Agent:
    def __init__(self, bus, folder, scenario, number):
        self.bus, self.infos, self.objects = bus, interfaces(folder), {}
        self.calls, self.requests = [], 0
        self.scenario = scenarios.load(scenario, number)
        manager = Gio.DBusNodeInfo.new_for_xml(MANAGER_XML).interfaces[0]
        mock = Gio.DBusNodeInfo.new_for_xml(MOCK_XML).interfaces[0]
        bus.register_object(ROOT, manager, self.managed, None, None)
        bus.register_object('/Mock', mock, self.mock, None, None)
        self.add(ROOT + '/Manager', 'Manager', dict(self.scenario['manager']))
        for account in self.scenario['accounts']:
            self.add_account(dict(account))

    def load(self, name, number):
        """Another scenario: everything but the manager goes, and comes anew."""
        self.scenario = scenarios.load(name, number)
        for path in [p for p in self.objects if not p.endswith('/Manager')]:
            self.remove(path)
        self.objects[ROOT + '/Manager'].set(**self.scenario['manager'])
        for account in self.scenario['accounts']:
            self.add_account(dict(account))
        return len(self.scenario['accounts'])

    def add(self, path, kind, values):
        self.objects[path] = Object(self, path, kind, values)
        self.bus.emit_signal(None, ROOT, 'org.freedesktop.DBus.ObjectManager', 'InterfacesAdded',
                             GLib.Variant('(oa{sa{sv}})', (path, self.shown(path))))
        return self.objects[path]

    def add_account(self, values):
        path = f"{ROOT}/accounts/{values['Id'].replace('-', '_2d')}"
        self.add(path, 'Account', values)
        return path

    def remove(self, path):
        gone = self.objects.pop(path)
        self.bus.unregister_object(gone.id)
        self.bus.emit_signal(None, ROOT, 'org.freedesktop.DBus.ObjectManager', 'InterfacesRemoved',
                             GLib.Variant('(oas)', (path, [gone.info.name])))

    def shown(self, path):
        known = self.objects[path]
        return {known.info.name: known.values}

    def managed(self, _bus, _sender, _path, _interface, _method, _args, invocation):
        shown = {path: self.shown(path) for path in self.objects}
        invocation.return_value(GLib.Variant('(a{oa{sa{sv}}})', (shown,)))

    def mock(self, _bus, _sender, _path, _interface, method, args, invocation):
        result = None
        if method == 'Set':
            path, name, value = args.unpack()
            self.objects[ROOT + path].set(**{name: value})
        elif method == 'Add':
            self.add_account(dict(scenarios.account(args.unpack()[0])))
        elif method == 'Remove':
            self.remove(ROOT + args.unpack()[0])
        elif method == 'Load':
            result = GLib.Variant('(u)', (self.load(*args.unpack()),))
        elif method == 'Answer':
            name, answer = args.unpack()
            if answer.startswith('?'):
                answer = scenarios.problem(name, *answer[1:].split(' '))
            self.scenario['answers'][name] = answer
        elif method == 'Calls':
            result = GLib.Variant('(as)', (self.calls,))
        invocation.return_value(result)

    def call(self, _bus, _sender, path, interface, method, args, invocation):
        kind = interface.rpartition('.')[2]
        values = args.unpack()
        self.calls.append(f'{kind}.{method} {path.rpartition("/")[2]} {values}')
        answer = getattr(self, f'{kind}_{method}'.lower(), None)
        refusal = self.scenario['answers'].get(f'{kind}.{method}')
        if answer is not None and not str(refusal).startswith('!'):
            result = answer(self.objects[path], *values)
        else:
            result = refusal
        if isinstance(result, str) and result.startswith('!'):
            invocation.return_dbus_error(NAME + '.Error.' + result[1:], 'mock')
            return
        out = [a.signature for a in self.method(kind, method).out_args]
        if not out:
            invocation.return_value(None)
            return
        if result is None:
            result = tuple(default(s) for s in out)
        invocation.return_value(GLib.Variant('(' + ''.join(out) + ')', result))

    def method(self, kind, name):
        return self.infos[kind].lookup_method(name)

    # What has a life of its own; everything else answers from the scenario.

    def account_getclaims(self, account):
        return self.scenario['answers']['Account.GetClaims'] if account['SignedInAt'] else ([], [])

    def account_signin(self, account, _options):
        self.requests += 1
        path = f'{ROOT}/signins/{self.requests}'
        self.add(path, 'SignIn', {'Account': account.path, 'ProviderName': account['ProviderName'],
                                  'Step': 'contact', 'Embedded': True,
                                  'Identity': account['Identity']})
        account.set(State='signing-in', StateArgs=[''], SignInRequest=path)
        GLib.timeout_add(50, self.advance, path, 'browser')
        return (path,)

    def advance(self, path, step):
        if path in self.objects and self.objects[path]['Step'] in ('contact', 'browser', 'proof'):
            self.objects[path].set(Step=step)
        return False

    def signin_takeurl(self, request, use):
        if use != 'copy':
            request.set(Browser='embedded' if use == 'embedded' else 'system')
        return ('https://login.example.org/authorize?client_id=demo',
                'http://localhost:3000/login-callback')

    def signin_cancel(self, request):
        request.set(Step='cancelled')
        self.objects[request['Account']].set(State='signed-out', StateArgs=[], SignInRequest='/')
        GLib.idle_add(self.remove, request.path)

    def signin_confirm(self, request, yes):
        self.end(request, 'done' if yes else 'cancelled')

    def end(self, request, step):
        account = self.objects[request['Account']]
        request.set(Step=step)
        account.set(State='signed-in' if step == 'done' else 'signed-out', StateArgs=[],
                    SignInRequest='/', **scenarios.signed_in())
        GLib.idle_add(self.remove, request.path)

    def signin_resolveotherperson(self, request, choice):
        self.end(request, 'cancelled')
        return ('/',)

    def manager_addaccount(self, _manager, provider, _options):
        return (self.add_account(dict(scenarios.account('new-' + provider, provider))),)

    def manager_removeaccount(self, _manager, path):
        self.remove(path)

    def manager_setpreferences(self, manager, changes):
        known = {k: v for k, v in manager.values['Preferences'].unpack().items()}
        known.update(changes)
        manager.set(Preferences={k: scenarios.variant(v) for k, v in known.items()})

    def manager_applyhosts(self, _manager, _token):
        for known in list(self.objects.values()):
            if known.kind == 'Account' and known['Id'] == 'corp':
                known.set(Hosts=['*.corp.example', 'bastion'])

    def manager_quit(self, _manager):
        GLib.timeout_add(50, sys.exit, 0)


def main():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    number = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    agent = Agent(bus, sys.argv[1], sys.argv[2], number)
    loop = GLib.MainLoop()
    Gio.bus_own_name_on_connection(bus, NAME, Gio.BusNameOwnerFlags.NONE, None,
                                   lambda *_args: loop.quit())
    agent.loop = loop
    loop.run()


main()
