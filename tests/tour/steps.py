# SPDX-License-Identifier: Apache-2.0
"""The main job, step by step: read, sign in, request, terminal, benchmark, compare, give back."""
import re
import time

MACHINE = "gpu-1"
LONG = 180


def see(window, *names, **options):
    for name in names:
        window.wait(name, **options)
    return list(names)


def count_of(window):
    label = window.wait(" entries", roles=("label",))
    return int(re.match(r"(\d+)", label.get_name()).group(1))


def search(window, words):
    """How many entries match; the list is that of the answer."""
    before = count_of(window)
    window.write("Search the library", words)
    end = time.monotonic() + 5
    while count_of(window) == before and time.monotonic() < end:
        time.sleep(0.1)
    return count_of(window)


def read(window, record):
    seen = see(window, "Search the library", "Autoencoder", "Sign In", "Read, Then Try It")
    window.resize(1180, 800)
    count = count_of(window)
    assert count >= 16, f"only {count} entries at the first start"
    record.step("knowledge", "The first start: a full library, signed out",
                seen + [f"{count} entries"])
    found = search(window, "autoencoder")
    assert 0 < found < count, f"{found} of {count} entries match"
    record.step("search", "Searching as one types",
                see(window, "An autoencoder hears a chirp") + [f"{found} entries"])
    window.activate("An autoencoder hears a chirp")
    window.wait("Open on a Machine")
    time.sleep(2)
    record.step("read", "Reading a notebook",
                see(window, "An autoencoder hears a chirp", "Open on a Machine", "Outline"))
    window.choose("Page Menu", 2)
    record.step("reader", "The same as plain text, for a screen reader", see(window, "chirp"))
    window.choose("Page Menu", 2)


def sign_in(window, record):
    window.press("Sign In")
    record.step("sign-in", "Two ways to sign in", see(
        window, "Sign in with the browser", "Sign in with a code on another device"))
    window.activate("Sign in with a code on another device")
    record.step("code", "A code for another device",
                see(window, "and type this code", "Valid for", "Copy Code"))
    window.press("Cancel")
    window.wait("Sign in with the browser", roles=("label",), times=2)
    window.activate("Sign in with the browser")
    record.step("signed-in", "Signed in",
                see(window, "researcher", "ml-infn/gpu", "Sign Out"))


def sync(window, record):
    window.key("ctrl+1")
    before = search(window, "")
    window.press("Sync")
    window.wait("Synced just now", patience=60)
    after = count_of(window)
    record.step("synced", "The federation's own library, kept for reading offline",
                [f"{before} entries before", f"{after} entries after", "Synced just now"])


def request(window, record):
    window.key("ctrl+2")
    record.step("machines", "No machines yet", see(window, "No Machines", "Request Machine"))
    window.press("Request Machine")
    window.centre("Request Machine")
    window.activate("1 × Tesla T4 (simulated)", key="space")
    seen = see(window, "Train on a GPU", f"A machine called {MACHINE}: 1 × Tesla T4 (simulated)")
    record.step("request", "Asking for a machine with a GPU", seen)
    window.press("Request")
    record.step("asked", "It is on its way", see(window, MACHINE, "Give Back"))
    window.wait(MACHINE + ", Ready", patience=120)
    record.step("ready", "It is ready", see(window, "Ready", "Open Terminal", "Give Back",
                                            "simulated"))


def go(window, keys):
    """From a terminal, which keeps Ctrl and digits for its shell."""
    window.press("Previous Page")
    time.sleep(1)  # a button acts a little later
    window.key(keys)


def terminal(window, record):
    window.press("Open Terminal")
    window.wait("of banco-demo")
    window.type("echo on $(hostname), numpy $(python3 -c 'import numpy; print(numpy.__version__)')")
    window.key("Return")
    record.step("terminal", "A terminal on the machine",
                see(window, f"on {MACHINE}, numpy ", "Terminal"))


def run_example(window, record):
    go(window, "ctrl+1")
    search(window, "chirp")
    window.activate("An autoencoder hears a chirp")
    window.choose("Open on a Machine", 1)
    record.step("example", "A notebook, open in the machine's Jupyter",
                see(window, "The Notebook Is Open in Jupyter", patience=60))
    window.key("Escape")


def run_benchmark(window, choose=None):
    window.press("Run Benchmark")
    window.centre("Run Benchmark")
    if choose:
        window.activate("Where", key="space")
        window.key("Down")
        window.key("Return")
        window.wait("only the processor is measured")


def benchmark(window, record):
    go(window, "ctrl+4")
    run_benchmark(window)
    record.step("benchmark", "What a benchmark tells, and how long it takes",
                see(window, "Where", "How Thoroughly", "On the Processor"))
    window.press("Run", last=True)
    window.wait("Delete the result of This computer", patience=LONG)
    run_benchmark(window, choose=MACHINE)
    window.press("Run", last=True)
    record.step("measuring", "Measuring the machine", see(window, MACHINE))
    window.wait(f"Delete the result of {MACHINE}", patience=LONG)
    window.press("Compare")
    record.step("compare", "Here and there, side by side",
                see(window, "This computer", MACHINE, "Chart", "Table"))


def give_back(window, record):
    window.key("ctrl+2")
    window.wait(f"{MACHINE}, Ready")
    window.press("Give Back")
    dialog = window.centre(f"Give Back {MACHINE}")
    record.step("confirm", "Giving it back says what is lost",
                see(window, f"Give Back {MACHINE}?", "everything on it"))
    window.answer(dialog)
    # Its row goes, and with it what the page had kept of an earlier look.
    window.wait_gone(f"{MACHINE}, Ready", patience=60)
    record.step("given-back", "Given back", see(window, "No Machines"))


def small(window, record):
    window.resize(370, 650)
    window.key("ctrl+1")
    record.step("narrow", "As narrow as a telephone", see(window, "Open on a Machine"))


ALL = (read, sign_in, sync, request, terminal, run_example, benchmark, give_back, small)
BEFORE_LOOKS = (read, sign_in, sync, request, terminal, benchmark)  # something is on each page


def walk(window, record, parts):
    for part in parts:
        part(window, record)
