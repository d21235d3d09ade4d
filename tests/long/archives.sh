# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The archives of Debian 12 that this machine installs from.

# archives [TYPE]: lines of a sources.list; TYPE is deb or deb-src
archives ()
{
  # apt's own variables
  # shellcheck disable=SC2016
  apt-get indextargets --format "${1:-deb}"' $(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Origin: Debian' 'Identifier: Packages' | grep -E ' bookworm(-| )' | sort -u
}
