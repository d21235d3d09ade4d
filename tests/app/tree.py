# SPDX-License-Identifier: Apache-2.0
"""Looking at a window through AT-SPI, as a screen reader does."""
import time
import warnings

import gi
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi  # noqa: E402

warnings.simplefilter('ignore', DeprecationWarning)
ROLE = Atspi.Role
STATE = Atspi.StateType


def application(name, seconds=15):
    """The application whose name ends with this, once it is there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            if child is not None and (child.get_name() or '').endswith(name):
                return child
        time.sleep(0.1)
    seen = [child.get_name() for child in children(Atspi.get_desktop(0))]
    raise AssertionError(f'no application {name} on the accessibility bus, but {seen}')


def children(node):
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield child


def walk(node, depth=0):
    """Every object below that is in sight, in reading order."""
    if depth and not showing(node):
        return
    yield node, depth
    for child in children(node):
        yield from walk(child, depth + 1)


def showing(node):
    """Whether it is in sight. GTK 4.8 sets SHOWING for windows only: the others need a size."""
    if not node.get_state_set().contains(STATE.VISIBLE):
        return False
    component = node.get_component_iface()
    if component is None:
        return True
    size = component.get_extents(Atspi.CoordType.WINDOW)
    return size.width > 0 and size.height > 0


def role(node):
    return node.get_role_name()


def texts(node):
    return [n.get_name() for n, _ in walk(node) if n.get_name()]


def find(node, name, roles=None):
    """The first object in sight whose name is, or ends with, this: GTK 4.8 doubles some names."""
    for known, _ in walk(node):
        text = known.get_name() or ''
        if (text == name or text.endswith(' ' + name)) and (not roles or role(known) in roles):
            return known
    return None


def can_press(node):
    action = node.get_action_iface()
    return action is not None and action.get_n_actions() > 0


def find_button(node, name):
    """A menu button is two objects of the same name: the one that can be pressed."""
    for known, _ in walk(node):
        text = known.get_name() or ''
        if (text == name or text.endswith(' ' + name)) and role(known) != 'list item' \
                and can_press(known):
            return known
    return None


def wait(node, name, roles=None, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = find(node(), name, roles)
            if found is not None:
                return found
        except Exception:  # the tree changed while it was read: read it again
            pass
        time.sleep(0.1)
    try:
        seen = texts(node())
    except Exception as problem:
        seen = problem
    raise AssertionError(f'no “{name}” in sight; there is {seen}')


def press(node):
    action = node.get_action_iface()
    assert action is not None and action.get_n_actions() > 0, f'{node.get_name()} has no action'
    action.do_action(0)


def focused(root):
    """What has the keys; an empty field has no size of its own."""
    if root.get_state_set().contains(STATE.FOCUSED):
        return root
    for child in children(root):
        found = focused(child)
        if found is not None:
            return found
    return None


def windows(app):
    return [child for child in children(app) if showing(child)]
