#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The tour's browser: fetches a page of this computer and follows where it leads."""
import sys
import urllib.parse
import urllib.request

address = urllib.parse.urlsplit(sys.argv[1])
if address.hostname in ("127.0.0.1", "localhost"):
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1], timeout=20).read()
