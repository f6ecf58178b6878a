"""The log through the eyes of others: a server and two witnesses are started, and what they publish is verified with
the PyPI packages `cryptography` (Ed25519, ML-DSA-44) and `pymerkle` (RFC 9162), from the bytes alone.

    DENGBU_BIN=.build/debug var/python/bin/python Tests/Interop/ledger.py
"""
import base64, gzip, hashlib, http.server, json, os, random, signal, subprocess, sys, tempfile, threading, time, urllib.error, urllib.request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion
from pymerkle.proof import MerkleProof

BIN = os.environ.get("DENGBU_BIN", ".build/debug") + "/dengbu"
PROOFS = 1000
running = []


def start(*arguments, port_file, program=BIN):
    process = subprocess.Popen([program, *arguments, "--port", "0", "--port-file", port_file], stdout=subprocess.DEVNULL)
    running.append(process)
    for _ in range(1200):
        if os.path.exists(port_file) and open(port_file).read():
            return process, "http://127.0.0.1:" + open(port_file).read().strip()
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"{arguments[0]} did not start")


def stop(process):
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=120)
    running.remove(process)


def get(url, wanted=200):
    for _ in range(60):
        try:
            with urllib.request.urlopen(url, timeout=120) as answer:
                assert answer.status == wanted, (url, answer.status)
                return answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            if error.code in (429, 503) and wanted == 200:
                time.sleep(float(error.headers.get("Retry-After") or 1))
                continue
            assert error.code == wanted, (url, error.code, error.read()[:300])
            return error.read(), error.headers
    raise AssertionError(url)


def command(*arguments, code=0):
    done = subprocess.run([BIN, *arguments], capture_output=True, text=True, timeout=600)
    assert done.returncode == code, (arguments, done.returncode, done.stdout[-500:], done.stderr[-500:])
    return done.stdout.strip()


def key_of(vkey):
    name, key_id, key = vkey.split("+", 2)
    raw = base64.b64decode(key, validate=True)
    assert hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] == key_id
    kind = MLDSA44PublicKey if raw[0] == 6 else Ed25519PublicKey
    return name, bytes.fromhex(key_id), raw[0], kind.from_public_bytes(raw[1:])


def subtree_message(name, moment, text):
    """What an ML-DSA-44 cosignature is over (C2SP tlog-cosignature)."""
    origin, size, root = text.decode().split("\n")[:3]
    short = lambda value: bytes([len(value.encode())]) + value.encode()
    number = lambda value: value.to_bytes(8, "big")
    return b"subtree/v1\n\0" + short(name) + number(moment) + short(origin) + number(0) + number(int(size)) + base64.b64decode(root)


def verified(note, vkey):
    """Whether this key signed the note; an invalid signature of it is an error."""
    name, key_id, kind, key = key_of(vkey)
    text, lines = note.decode().rsplit("\n\n", 1)
    text = (text + "\n").encode()
    for line in lines.splitlines():
        dash, who, signature = line.split(" ")
        raw = base64.b64decode(signature, validate=True)
        if dash == "—" and who == name and raw[:4] == key_id:
            if kind == 1:
                key.verify(raw[4:], text)
            else:
                moment = int.from_bytes(raw[4:12], "big")
                assert abs(moment - time.time()) < 3600
                key.verify(raw[12:], subtree_message(name, moment, text) if kind == 6 else f"cosignature/v1\ntime {moment}\n".encode() + text)
            return True
    return False


def tile_path(index):
    parts = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03d}")
    return "/".join(parts)


def entries_of(url, size):
    entries = []
    for index in range((size + 255) // 256):
        width = min(256, size - index * 256)
        suffix = "" if width == 256 else f".p/{width}"
        body, headers = get(f"{url}/log/tile/entries/{tile_path(index)}{suffix}")
        assert "immutable" in headers["Cache-Control"] and headers["Content-Type"] == "application/octet-stream"
        hashes, _ = get(f"{url}/log/tile/0/{tile_path(index)}{suffix}")
        at, leaves = 0, b""
        while at < len(body):
            length = int.from_bytes(body[at : at + 2], "big")
            entries.append(body[at + 2 : at + 2 + length])
            leaves += hashlib.sha256(b"\0" + entries[-1]).digest()
            at += 2 + length
        assert leaves == hashes, f"tile {index}"
    return entries


def main(folder):
    data, policy = f"{folder}/data", f"{folder}/policy"
    command("load", "--data", data, "--units", "700", "--seed", "5")
    log_key = command("key", "log", "--data", data)
    witness_keys, text, witnesses = [], "", []
    for name in ("housing", "tax"):
        arguments = ("witness", "--data", f"{folder}/{name}", "--name", f"witness.example/{name}", "--log", log_key)
        if name == "housing":
            arguments += ("--algorithm", "ed25519", "--algorithm", "ml-dsa-44")
        process, url = start(*arguments, port_file=f"{folder}/{name}.port")
        witnesses.append((arguments, process))
        for number, key in enumerate(command(*arguments, "--print-key").splitlines()):
            witness_keys.append(key)
            text += f"witness {name}{number or ''} {key} {url}\n"
    open(policy, "w").write(text + "group all all housing housing1 tax\nquorum all\n")
    # The map's root is cosigned by Ed25519 alone.
    open(f"{policy}.map", "w").write(text + "group both all housing tax\nquorum both\n")
    os.environ["DENGBU_LOG_WITNESSES_FILE"] = policy
    _, chain = start(
        "serve", "--data", f"{folder}/departments", "--registry-key", f"{data}/registry-key.json", port_file=f"{folder}/departments.port",
        program=os.path.dirname(BIN) + "/departments")
    open(f"{data}/departments.json", "wb").write(get(f"{chain}/directory.json")[0])
    os.environ["DENGBU_LOG_ANCHOR_INTERVAL"] = "1"
    server, url = start("serve", "--data", data, port_file=f"{folder}/server.port")

    note = None
    for _ in range(600):
        try:
            note, headers = get(f"{url}/log/checkpoint", 200)
            break
        except AssertionError:
            time.sleep(0.2)
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert all(verified(note, key) for key in [log_key, *witness_keys]), "a signature is missing"
    origin, size, root = note.decode().split("\n")[:3]
    size, root = int(size), base64.b64decode(root)
    print(f"checkpoint of {origin}: {size} entries, signed by the log and cosigned by {len(witness_keys)} keys of two witnesses")

    entries = entries_of(url, size)
    tree = InmemoryTree(algorithm="sha256")
    for entry in entries:
        tree.append_entry(entry)
    assert tree.get_size() == size and tree.get_state() == root, "pymerkle has another root"
    print("pymerkle has the same root over all entries")

    rng = random.Random(7)
    for number in range(PROOFS):
        if number % 2 == 0:
            at = rng.randrange(1, size + 1)
            index = rng.randrange(at)
            ours = json.loads(get(f"{url}/api/v1/log/inclusion?index={index}&size={at}")[0])
            theirs = tree.prove_inclusion(index + 1, at).serialize()
            leaf = base64.b64decode(ours["leaf"])
            hashes = [base64.b64decode(hash).hex() for hash in ours["hashes"]]
            assert theirs["path"][1:] == hashes and theirs["path"][0] == leaf.hex(), (index, at)
            theirs["path"] = [leaf.hex(), *hashes]
            verify_inclusion(tree.get_leaf(index + 1), base64.b64decode(ours["root"]), MerkleProof.deserialize(theirs))
        else:
            new = rng.randrange(2, size + 1)
            old = rng.randrange(1, new)
            ours = json.loads(get(f"{url}/api/v1/log/consistency?from={old}&to={new}")[0])
            assert base64.b64decode(ours["oldRoot"]) == tree.get_state(old) and base64.b64decode(ours["newRoot"]) == tree.get_state(new)
            verify_consistency(tree.get_state(old), tree.get_state(new), tree.prove_consistency(old, new))
            check_consistency(old, new, tree.get_state(old), tree.get_state(new), [base64.b64decode(hash) for hash in ours["hashes"]])
    print(f"{PROOFS} random proofs agree")

    check_map(url, note, entries, rng, log_key, witness_keys, policy, folder)

    for path in ("tile/0/999", "tile/entries/999", "tile/0/000.p/256", "tile/64/000", "tile/0/0", "tile/9/000", "tile/entries/000.p/0"):
        get(f"{url}/log/{path}", 404)
    get(f"{url}/api/v1/log/inclusion?index={size}", 422)
    get(f"{url}/api/v1/log/consistency?from={size + 1}", 422)

    check_packing(url, log_key)
    chain_key = check_anchors(url, chain, log_key, witness_keys, size, tree, folder)

    state = f"{folder}/audited"
    print(command("audit", url, "--key", log_key, "--chain-key", chain_key, "--state", state, "--witnesses", policy, "--quiet"))
    print(command("audit", url, "--key", log_key, "--state", state, "--witnesses", policy, "--quiet"))
    check_chain(url, chain, log_key, chain_key, f"{folder}/audited-chain")
    proof = json.loads(get(f"{url}/api/v1/log/entries/3")[0])["proof"]
    receipt = f"{folder}/receipt"
    open(receipt, "w").write(proof)
    print(command("verify", "receipt", receipt, "--key", log_key, "--witnesses", policy, "--url", url).splitlines()[-1])
    lines = proof.split("\n")
    lines[1] = "extra " + base64.b64encode(base64.b64decode(lines[1][6:]).replace(b"2", b"3", 1)).decode()
    open(receipt, "w").write("\n".join(lines))
    command("verify", "receipt", receipt, "--key", log_key, code=1)

    records(folder, data, url, log_key, policy, state)

    # A witness that is killed remembers what it cosigned.
    arguments, process = witnesses[0]
    process.kill()
    process.wait()
    running.remove(process)
    os.remove(f"{folder}/housing.port")
    process, again = start(*arguments, port_file=f"{folder}/housing.port")
    note, size = witnessed(url)
    body = f"old 0\n\n".encode() + note
    request = urllib.request.Request(f"{again}/add-checkpoint", data=body, method="POST")
    try:
        urllib.request.urlopen(request, timeout=120)
        raise AssertionError("a witness forgot")
    except urllib.error.HTTPError as error:
        assert error.code == 409 and error.headers["Content-Type"] == "text/x.tlog.size" and error.read() == f"{size}\n".encode()
    note, size = witnessed(url)
    same = urllib.request.Request(f"{again}/add-checkpoint", data=f"old {size}\n\n".encode() + note, method="POST")
    cosigned = urllib.request.urlopen(same, timeout=120).read()
    again_cosigned = note.rsplit(b"\n\n", 1)[0] + b"\n\n" + cosigned
    assert all(verified(again_cosigned, key) for key in witness_keys[:2])
    print("a killed witness remembers and goes on")
    stop(server)


def check_packing(url, log_key):
    """Entry bundles come packed to whoever accepts it, tiles never; and an auditor isn't filled up by a server that packs too much."""
    def fetch(path, accepted):
        with urllib.request.urlopen(urllib.request.Request(f"{url}/log/{path}", headers={"Accept-Encoding": accepted}), timeout=10) as answer:
            return answer.read(), answer.headers
    plain, headers = get(f"{url}/log/tile/entries/000")
    assert headers["Content-Encoding"] is None and headers["Vary"] == "Accept-Encoding"
    for accepted in ("gzip", "gzip, identity", "br;q=1, gzip;q=0.5", "*"):
        packed, headers = fetch("tile/entries/000", accepted)
        assert headers["Content-Encoding"] == "gzip" and headers["Vary"] == "Accept-Encoding" and "immutable" in headers["Cache-Control"]
        assert gzip.decompress(packed) == plain and len(packed) * 2 < len(plain) and int(headers["Content-Length"]) == len(packed)
    for accepted in ("identity", "br", "gzip;q=0", "gzip;q=0, *", ""):
        body, headers = fetch("tile/entries/000", accepted)
        assert body == plain and headers["Content-Encoding"] is None, accepted
    assert fetch("tile/0/000", "gzip")[1]["Content-Encoding"] is None
    print(f"a bundle of {len(plain)} bytes is sent in {len(packed)}")

    class Bomb(http.server.BaseHTTPRequestHandler):
        """The log itself, but for its bundles: a few kilobytes that unpack to a gigabyte."""
        bundle = gzip.compress(b"\0" * (64 << 20)) * 16

        def do_GET(self):
            assert "gzip" in self.headers["Accept-Encoding"]
            isBundle = "/tile/entries/" in self.path
            body = self.bundle if isBundle else get(url + self.path)[0]
            self.send_response(200)
            if isBundle:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except BrokenPipeError:
                pass  # It has seen enough.

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bomb)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    said = command("audit", f"http://127.0.0.1:{server.server_port}", "--key", log_key, "--quiet", code=1)
    assert "unpacked it would have more than" in said, said
    server.shutdown()


def check_anchors(url, chain, log_key, witness_keys, size, tree, folder):
    """What stands on the provincial chain, from the receipt's bytes, and what the chain itself shows."""
    listed = next(d for d in json.loads(get(f"{chain}/directory.json")[0])["departments"] if d["department"] == "provincial-chain")
    (chain_key,) = listed["keys"].values()
    for _ in range(600):
        body = get(f"{url}/api/v1/log/anchors")[0]
        anchors = json.loads(body)["anchors"]
        if anchors:
            break
        time.sleep(0.2)
    anchor = anchors[-1]
    record, block = json.loads(anchor["record"]), json.loads(anchor["block"])
    assert anchor["publicKey"] == chain_key
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(chain_key)).verify(bytes.fromhex(anchor["signature"]), anchor["block"].encode())
    assert hashlib.sha256(anchor["record"].encode()).hexdigest() in block["records"]
    text = anchor["checkpoint"].rsplit("\n\n", 1)[0] + "\n"
    assert all(verified(anchor["checkpoint"].encode(), key) for key in [log_key, *witness_keys])
    assert hashlib.sha256(text.encode()).hexdigest() == record["digest"]
    assert text.split("\n")[:3] == [record["origin"], str(record["size"]), record["root"]]
    assert base64.b64decode(record["root"]) == tree.get_state(record["size"]), "the chain has another root"
    shown = json.loads(get(f"{chain}/chain/blocks/{block['height']}")[0])
    assert shown["block"] == anchor["block"] and shown["signature"] == anchor["signature"]
    file = f"{folder}/anchors"
    open(file, "wb").write(body)
    print(command("verify", "anchors", file, "--key", log_key, "--chain-key", chain_key).splitlines()[-1])
    command("verify", "anchors", file, "--key", log_key, "--chain-key", "0" * 64, code=1)
    open(file, "wb").write(body.replace(record["root"].encode(), b"A" * 43 + b"=", 1))
    command("verify", "anchors", file, "--key", log_key, code=1)
    return chain_key


def check_chain(url, chain, log_key, chain_key, state):
    """An auditor who asks the chain itself: it agrees, it lies in several ways, it is silent."""
    said = command("audit", url, "--key", log_key, "--chain-key", chain_key, "--chain", chain, "--quiet")
    assert "seen on the chain itself" in said and said.endswith("clean"), said
    height = json.loads(json.loads(get(f"{url}/api/v1/log/anchors")[0])["anchors"][0]["block"])["height"]
    first = json.loads(get(f"{chain}/chain/blocks/1")[0])

    def other_root(shown):
        shown["records"][0]["root"] = first["records"][0]["root"] if height > 1 else "A" * 43 + "="
        shown["records"][0]["size"] += 1

    def other_block(shown):
        shown.update(block=shown["block"].replace('"height":', '"height":1'))

    def other_signature(shown):
        shown["signature"] = "0" * 128

    class Lying(http.server.BaseHTTPRequestHandler):
        how = None

        def do_GET(self):
            shown = json.loads(get(chain + self.path)[0])
            if self.how is None:
                return self.send_error(404)
            self.how(shown)
            body = json.dumps(shown, separators=(",", ":"), ensure_ascii=False, sort_keys=True).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Lying)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    liar = f"http://127.0.0.1:{server.server_port}"
    for how in (None, other_root, other_block, other_signature):
        Lying.how = staticmethod(how) if how else None
        said = command("audit", url, "--key", log_key, "--chain-key", chain_key, "--chain", liar, "--state", state, "--quiet", code=1)
        assert "DIVERGENCE anchor: block" in said and "of the chain" in said, said
    server.shutdown()
    server.server_close()
    said = command("audit", url, "--key", log_key, "--chain-key", chain_key, "--chain", liar, "--state", state, "--quiet", code=2)
    assert "NOT COMPLETE" in said and "does not answer" in said, said
    assert not os.path.exists(state), "an audit without its chain was kept"
    print("a chain that hides or alters a block is named, one that is silent told apart")


def map_root(heads, depth=0):
    """The map's definition (docs/LEDGER.md), over pairs of a key and what it leads to."""
    if not heads:
        return hashlib.sha256(b"\4").digest()
    if len(heads) == 1:
        return hashlib.sha256(b"\2" + heads[0][0] + heads[0][1]).digest()
    sides = [[], []]
    for key, value in heads:
        sides[key[depth // 8] >> (7 - depth % 8) & 1].append((key, value))
    return hashlib.sha256(b"\3" + map_root(sides[0], depth + 1) + map_root(sides[1], depth + 1)).digest()


def state_of(text, log_key, witness_keys):
    """Verifies a dengbu-map-proof: the last entry about a name, or None."""
    above, note = text.encode().split(b"\n\n", 1)
    assert all(verified(note, key) for key in [log_key, *witness_keys])
    root = base64.b64decode(note.split(b"\n")[3].removeprefix(b"dengbu-map "), validate=True)
    header, name, *lines = above.decode().split("\n")
    assert header == "dengbu-map-proof@v1" and name.startswith("name ")
    key = hashlib.sha256(name[5:].encode()).digest()
    entry, node = None, hashlib.sha256(b"\4").digest()
    if lines and lines[0].startswith("entry "):
        entry = base64.b64decode(lines.pop(0)[6:], validate=True)
        node = hashlib.sha256(b"\2" + key + hashlib.sha256(b"\0" + entry).digest()).digest()
    elif lines and lines[0].startswith("other "):
        other, value = (base64.b64decode(part, validate=True) for part in lines.pop(0)[6:].split(" "))
        shared = 256 - (int.from_bytes(other, "big") ^ int.from_bytes(key, "big")).bit_length()
        assert len(lines) <= shared < 256, "another key's leaf that lies elsewhere"
        node = hashlib.sha256(b"\2" + other + value).digest()
    for height, line in enumerate(lines):
        bit = len(lines) - 1 - height
        hash = base64.b64decode(line, validate=True)
        node = hashlib.sha256(b"\3" + (hash + node if key[bit // 8] >> (7 - bit % 8) & 1 else node + hash)).digest()
    assert node == root, "the way leads elsewhere"
    return name[5:], entry


def check_map(url, note, entries, rng, log_key, witness_keys, policy, folder):
    last = {}
    for entry in entries:
        content = json.loads(entry)
        if content["type"] == "act":
            last[content["unit"]] = entry
    heads = [(hashlib.sha256(unit.encode()).digest(), hashlib.sha256(b"\0" + entry).digest()) for unit, entry in last.items()]
    line = note.decode().split("\n")[3]
    assert line == "dengbu-map " + base64.b64encode(map_root(heads)).decode(), "the entries lead to another map"
    units = sorted(last)
    for unit in rng.sample(units, 150):
        file = json.loads(get(f"{url}/api/v1/log/map?unit={unit}")[0])
        assert state_of(file["proof"], log_key, witness_keys) == (unit, last[unit]) and file["state"] is None
        absent = f"{unit[:19]}F{rng.randrange(1, 10**4):04d}{rng.randrange(1, 10**4):04d}"
        if absent not in last:
            assert state_of(json.loads(get(f"{url}/api/v1/log/map?unit={absent}")[0])["proof"], log_key, witness_keys) == (absent, None)
    print(f"a map of {len(units)} units is what the entries lead to; states and absences are proved")
    get(f"{url}/api/v1/log/map?unit=1", 422)
    get(f"{url}/api/v1/log/map?unit={units[0]}&size=999999999", 422)

    # What stands on the page, offline; altered it is refused.
    body = get(f"{url}/api/v1/units/{units[0]}/state")[0]
    file = json.loads(body)
    digest = hashlib.sha256(bytes.fromhex(file["salt"]) + file["state"].encode()).hexdigest()
    assert json.loads(last[units[0]])["state"] == digest
    state = f"{folder}/state"
    open(state, "wb").write(body)
    print(command("verify", "state", state, "--key", log_key, "--witnesses", f"{policy}.map").splitlines()[-1])
    assert "NOT VERIFIED" in command("verify", "state", state, "--key", log_key, "--witnesses", policy, code=1)
    for old, new in ((b"true", b"false"), (b"entry ", b"extra "), (units[0].encode(), absent.encode())):
        open(state, "wb").write(body.replace(old, new, 1))
        command("verify", "state", state, "--key", log_key, code=1)


def witnessed(url):
    note = get(f"{url}/log/checkpoint")[0]
    return note, int(note.decode().split("\n")[1])


def records(folder, data, url, log_key, policy, state):
    """Records of an older register are imported beside the running server, and proved from bytes alone."""
    size = witnessed(url)[1]
    file = f"{folder}/records.jsonl"
    with open(file, "wb") as out:
        subprocess.run([BIN, "import", "--data", data, "--sample", "3000", "--seed", "9"], stdout=out, check=True)
    command("import", file, "--data", data, "--check", "--quiet")
    assert "3000 of them from this run" in command("import", file, "--data", data, "--quiet")
    assert "0 of them from this run" in command("import", file, "--data", data, "--quiet")
    with open(file, "rb") as standard:
        done = subprocess.run([BIN, "import", "-", "--data", data, "--quiet"], stdin=standard, capture_output=True, text=True, check=True)
        assert "0 of them from this run" in done.stdout
    broken = f"{folder}/broken.jsonl"
    open(broken, "w").write(open(file).read().replace('"DJLX":"200"', '"DJLX":"2000"', 1))
    refused = subprocess.run([BIN, "import", broken, "--data", data, "--quiet"], capture_output=True, text=True)
    assert refused.returncode == 1 and "bad-code" in refused.stderr, refused.stderr
    for _ in range(1200):
        if witnessed(url)[1] >= size + 3000:
            break
        time.sleep(0.1)
    else:
        raise AssertionError("the imported records were not published")
    print(command("audit", url, "--key", log_key, "--state", state, "--witnesses", policy, "--quiet"))
    print(command("audit", url, "--key", log_key, "--quiet"))

    first = json.loads(open(file).readlines()[1])
    unit = first["BDCDYH"]
    chain = json.loads(get(f"{url}/api/v1/log/units/{unit}")[0])
    mine = [json.loads(line) for line in open(file) if json.loads(line)["BDCDYH"] == unit]
    assert chain["recordsComplete"] and len(chain["records"]) == len(mine), chain
    receipt = f"{folder}/record-receipt"
    found = json.loads(get(f"{url}/api/v1/log/entries/{chain['records'][0]['index']}")[0])
    open(receipt, "w").write(found["proof"])
    print(command("verify", "receipt", receipt, "--key", log_key, "--witnesses", policy, "--url", url).splitlines()[-1])

    # The commitment as docs/LEDGER.md says it, reckoned here.
    shown = json.loads(command("record", unit, "--number", "1", "--data", data))["disclosure"]
    digests = b""
    for field in shown["fields"]:
        assert mine[0][field["name"]] == field["value"]
        text = json.dumps([field["name"], field["salt"], field["value"]], ensure_ascii=False, separators=(",", ":"))
        digests += hashlib.sha256(text.encode()).digest()
    assert len(shown["fields"]) == len(mine[0]) and [f["name"] for f in shown["fields"]] == sorted(mine[0])
    commitment = hashlib.sha256(bytes.fromhex(shown["binding"]) + hashlib.sha256(digests).digest()).hexdigest()
    assert json.loads(found["entry"])["commitment"] == commitment
    assert shown["binding"] == hashlib.sha256(open(file, "rb").read()).hexdigest()
    assert mine[0]["QLRMC"] not in found["entry"] and mine[0]["ZJH"] not in found["entry"]
    part = f"{folder}/part.json"
    command("record", unit, "--number", "1", "--fields", "JZMJ", "--output", part, "--data", data)
    assert mine[0]["ZJH"] not in open(part).read()
    assert "JZMJ" in command("verify", "disclosure", part, "--key", log_key)
    open(part, "w").write(open(part).read().replace(mine[0]["JZMJ"], "1.00"))
    command("verify", "disclosure", part, "--key", log_key, code=1)
    assert "imported records 3000" in command("verify", "--data", data, "--quiet")
    print("3000 imported records: on the log once, receipts and disclosures verify")


def check_consistency(old, new, old_root, new_root, proof):
    """RFC 9162 section 2.1.4.2, as it is printed there."""
    node = lambda left, right: hashlib.sha256(b"\1" + left + right).digest()
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for hash in path[1:]:
        assert sn != 0
        if fn & 1 or fn == sn:
            fr, sr = node(hash, fr), node(hash, sr)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, hash)
        fn, sn = fn >> 1, sn >> 1
    assert fr == old_root and sr == new_root and sn == 0, (old, new)


with tempfile.TemporaryDirectory() as folder:
    try:
        main(folder)
    finally:
        for process in list(running):
            process.kill()
            process.wait()
