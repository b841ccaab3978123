"""Every test of the project. The last line reads `N passed, N failed`, and `, N skipped` where something needed is not installed.

usage: test.py [--slow] [NAME ...]     NAME picks tests by a part of their name; --slow also runs the cells flagged `#| slow`
"""
import filecmp, multiprocessing.connection, os, shutil, subprocess, sys, tempfile, time, zipfile
from functools import partial
from pathlib import Path

ROOT, SKIPPED = Path(__file__).resolve().parents[1], 77       # 77: the exit status of a test that could not run
os.chdir(ROOT)
for k, v in dict(OMP_NUM_THREADS='1', TQDM_DISABLE='1', MPLBACKEND='agg').items(): os.environ.setdefault(k, v)
sys.path.insert(0, str(ROOT/'.ci'))
import book, browser
from layers import problems, unrequired
from nbdev.config import get_config
from nbdev.test import test_nb

def run(*cmd, cwd):
    "Run a command, quiet unless it fails. IN_TEST would make nbdev_export do nothing."
    r = subprocess.run([str(c) for c in cmd], cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={k: v for k, v in os.environ.items() if k != 'IN_TEST'})
    if r.returncode: raise AssertionError(f'{" ".join(map(str, cmd))}\n{r.stdout[-3000:]}')

def copied(tmp):
    "A copy of what the project is made of, to export, clean and build in without touching the clone."
    dst = Path(tmp)/'copy'; dst.mkdir()
    skip = shutil.ignore_patterns('__pycache__', '.ipynb_checkpoints', '.last_checked')
    for n in ('nbs', 'pftgan_nb', 'index_files', '.ci'):
        if (ROOT/n).exists(): shutil.copytree(ROOT/n, dst/n, symlinks=True, ignore=skip)
    for n in ('index.ipynb', 'settings.ini', 'setup.py', 'README.md', 'LICENSE'): shutil.copy(ROOT/n, dst/n)
    return dst

def differing(a, b, names):
    "Files under `names` that differ between two trees or are in one only."
    files = {p.relative_to(t) for t in (a, b) for n in names for p in ([t/n] if (t/n).is_file() else (t/n).rglob('*')) if p.is_file()}
    skip = {'__pycache__', '.ipynb_checkpoints'}
    return sorted(str(f) for f in files if not skip & set(f.parts) and f.suffix != '.pyc' and f.name != '.last_checked'
                  and not ((a/f).exists() and (b/f).exists() and filecmp.cmp(a/f, b/f, shallow=False)))

def test_sync():
    "Modules are what the notebooks export, and the notebooks are clean."
    with tempfile.TemporaryDirectory() as tmp:
        copy, nbdev = copied(tmp), Path(sys.executable).parent
        run(nbdev/'nbdev_export', cwd=copy); run(nbdev/'nbdev_clean', cwd=copy); run(nbdev/'nbdev_clean', '--fname', 'index.ipynb', cwd=copy)
        bad = differing(ROOT, copy, ['nbs', 'pftgan_nb', 'index.ipynb'])
    assert not bad, f'run nbdev_export, nbdev_clean and nbdev_clean --fname index.ipynb; these change: {bad}'

def test_readme():
    "README.md is what index.ipynb makes."
    with tempfile.TemporaryDirectory() as tmp:
        copy = copied(tmp)
        run(sys.executable, '.ci/docs.py', 'readme', cwd=copy)
        bad = differing(ROOT, copy, ['README.md', 'index_files'])
    assert not bad, f'run python .ci/docs.py readme; these change: {bad}'

def test_layers():
    "A module imports only from lower numbers, and from nothing that an ordinary installation lacks."
    found = problems(ROOT) + unrequired(ROOT)
    assert not found, '\n'.join(found)

def test_book():
    "Pages are small, cells short and asserting, every widget has a still, every link leads somewhere."
    found = book.problems(ROOT)
    assert not found, '\n'.join(found)

def test_wheel():
    "The wheel holds every module, the weights and py.typed."
    with tempfile.TemporaryDirectory() as tmp:
        copy = copied(tmp)
        run(sys.executable, '-m', 'pip', 'wheel', '--no-deps', '--no-build-isolation', '-w', tmp, copy, cwd=tmp)
        names = set(zipfile.ZipFile(next(Path(tmp).glob('*.whl'))).namelist())
    lib = ROOT/'pftgan_nb'
    want = [p for g in ('*.py', 'py.typed', 'weights/*.safetensors', 'weights/*.json', 'records/*.json') for p in lib.glob(g)]
    missing = [str(p.relative_to(ROOT)) for p in want if str(p.relative_to(ROOT)) not in names]
    assert not missing, f'not in the wheel: {missing}'
    assert any(p.suffix == '.safetensors' for p in want), 'no weights in pftgan_nb/weights'

def page(path, slow):
    "Run one notebook."
    ok, _ = test_nb(path, skip_flags=get_config().tst_flags.split(), force_flags=['slow'] if slow else [], basepath=ROOT)
    if not ok: sys.exit(1)                                    # it has said why

def alone(name, job):
    "Run a job in a process of its own; the exit status says how it went."
    try: job()
    except browser.Skipped as e: print(f'skip {name}: {e}'); sys.exit(SKIPPED)
    except Exception as e: print(f'{name}: {type(e).__name__}: {e}', file=sys.stderr); sys.exit(1)

def together(jobs, workers=2):
    "Run `(name, function)` two at a time, each in a process of its own, forked after the slow imports; `(name, exit status, seconds)` of each."
    import matplotlib.pyplot, PIL.Image, ipywidgets, safetensors.torch, torch, torch._dynamo, torchvision
    fork, todo, live, done = multiprocessing.get_context('fork'), list(jobs), {}, []
    while todo or live:
        while todo and len(live) < workers:
            name, job = todo.pop(0); p = fork.Process(target=alone, args=(name, job)); p.start(); live[p.sentinel] = p, name, time.time()
        for s in multiprocessing.connection.wait(live):
            p, name, start = live.pop(s); p.join(); done.append((name, p.exitcode, time.time()-start))
    return done

def main(args):
    start, slow, picks = time.time(), '--slow' in args, [a for a in args if not a.startswith('-')]
    pages = [ROOT/'index.ipynb', *sorted(p for p in (ROOT/'nbs').rglob('*.ipynb') if not p.is_symlink() and '.ipynb_checkpoints' not in p.parts)]
    jobs = [(f.__name__, f) for f in (browser.test_browser_lab, test_sync, test_readme, test_layers, test_book, test_wheel, browser.test_browser_site)]
    jobs += [(str(p.relative_to(ROOT)), partial(page, p, slow)) for p in pages]
    results = together([(n, j) for n, j in jobs if not picks or any(a in n for a in picks)])
    for name, code, secs in results: print(f'{ {0: "ok  ", SKIPPED: "skip"}.get(code, "FAIL")} {secs:5.1f} s  {name}')
    passed, skipped = (sum(code == k for _, code, _ in results) for k in (0, SKIPPED)); failed = len(results)-passed-skipped
    print(f'{time.time()-start:.0f} s'); print(f'{passed} passed, {failed} failed' + (f', {skipped} skipped' if skipped else ''))
    return int(failed > 0 or not results)

if __name__ == '__main__': sys.exit(main(sys.argv[1:]))
