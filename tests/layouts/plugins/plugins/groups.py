#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
import base64, json, os
claims = json.loads(base64.b64decode(os.environ['OPKSSH_PLUGIN_PAYLOAD']))
groups = json.loads(os.environ['OPKSSH_PLUGIN_GROUPS'] or '[]')
if os.environ['OPKSSH_PLUGIN_U'] == 'web' and 'web' in groups and claims['groups'] == groups:
    print('allow')
