# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A desk of its own for the window and the agent: home, XDG folders, default browser, session bus.
# Nothing of the person's is read or written. For tools/demo-desk and tests/app/session.

# desk_make FOLDER: $HOME and the XDG folders below it
desk_make ()
{
  export HOME=$1/home XDG_RUNTIME_DIR=$1/run XDG_CONFIG_HOME=$1/home/.config \
    XDG_DATA_HOME=$1/home/.local/share XDG_CACHE_HOME=$1/home/.cache \
    XDG_STATE_HOME=$1/home/.local/state
  mkdir -p "$HOME/.ssh" "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME" "$XDG_DATA_HOME/applications" \
    "$XDG_CACHE_HOME" "$XDG_STATE_HOME" "$1/services"
  chmod 700 "$XDG_RUNTIME_DIR" "$HOME/.ssh"
}

# desk_browser COMMAND: what opens web pages, of the net and of files
desk_browser ()
{
  cat >"$XDG_DATA_HOME/applications/desk-browser.desktop" <<DESKTOP
[Desktop Entry]
Type=Application
Name=Browser
Exec=$1 %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;text/html;
DESKTOP
  printf '%s\n' '[Default Applications]' x-scheme-handler/http=desk-browser.desktop \
    x-scheme-handler/https=desk-browser.desktop text/html=desk-browser.desktop \
    >"$XDG_CONFIG_HOME/mimeapps.list"
  update-desktop-database "$XDG_DATA_HOME/applications"
}

# desk_bus FOLDER LISTEN: FOLDER/bus.conf, a session bus at LISTEN that knows FOLDER/services only
desk_bus ()
{
  cat >"$1/bus.conf" <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>$2</listen>
  <servicedir>$1/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONF
}
