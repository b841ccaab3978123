"""What a reader does, done by Chromium: JupyterLab with a kernel, then the exported pages with neither kernel nor network."""
import contextlib, json, os, shutil, socket, subprocess, sys, tempfile, time, urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ('31_interpolation', '02_widgets')                     # a slider, and a painter called `p`

class Skipped(Exception): "Cannot run here; the message says what to install."

def chromium()->str:
    "The browser, or how to get one."
    found = os.environ.get('CHROMIUM') or next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'))), None)
    if not found: raise Skipped('no Chromium found: `apt-get install chromium` (Debian), or set CHROMIUM to the path of Chromium or Chrome')
    return found

@contextlib.contextmanager
def opened(allowed:tuple):
    "A page at 1300 px, and a list that fills with every request that does not begin with one of `allowed`."
    try: from playwright.sync_api import sync_playwright
    except ImportError: raise Skipped("playwright is missing: pip install -e '.[dev]'") from None
    exe, stray = chromium(), []
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path=exe, args=['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'])
        page = b.new_page(viewport=dict(width=1300, height=1000))
        page.on('request', lambda r: stray.append(r.url[:100]) if not r.url.startswith((*allowed, 'data:', 'blob:')) else None)
        try: yield page, stray
        finally: b.close()

@contextlib.contextmanager
def jupyterlab(folder:Path):
    "JupyterLab on loopback with settings of its own; the address."
    try: import jupyterlab as _
    except ImportError: raise Skipped("JupyterLab is missing: pip install -e '.[dev]'") from None
    with socket.socket() as s: s.bind(('127.0.0.1', 0)); port = s.getsockname()[1]
    own = Path(tempfile.mkdtemp()); (own/'cfg'/'labconfig').mkdir(parents=True)
    (own/'cfg'/'labconfig'/'page_config.json').write_text('{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}')
    dirs = {f'JUPYTER{k}_DIR': str(own/v) for k,v in dict(_CONFIG='cfg', _DATA='data', _RUNTIME='run', LAB_SETTINGS='set', LAB_WORKSPACES='ws').items()}
    env = {k: v for k,v in os.environ.items() if k != 'IN_TEST'} | dirs | {'PATH': f'{Path(sys.executable).parent}:{os.environ["PATH"]}', 'PYTHONPATH': str(ROOT)}
    url, log = f'http://127.0.0.1:{port}', open(own/'log', 'w+')
    subprocess.run([sys.executable, '-m', 'jupyter', 'trust', *map(str, folder.glob('*.ipynb'))], env=env, check=True, stdout=log, stderr=log)    # as if the reader had run them once
    lab = subprocess.Popen([sys.executable, '-m', 'jupyter', 'lab', '--no-browser', '--ip=127.0.0.1', f'--port={port}', '--ServerApp.port_retries=0', '--IdentityProvider.token=',
        '--ServerApp.password=', '--allow-root', f'--ServerApp.root_dir={folder}', '--expose-app-in-browser'], env=env, stdout=log, stderr=log)
    try:
        for _ in range(240):
            with contextlib.suppress(OSError): urllib.request.urlopen(url+'/api/status', timeout=1); break
            if lab.poll() is not None: raise AssertionError('JupyterLab stopped: ' + (own/'log').read_text()[-2000:])
            time.sleep(.25)
        yield url
    finally:
        lab.terminate(); lab.wait(20); shutil.rmtree(own, ignore_errors=True)

def lab_open(page, url, name):
    "Open a notebook, wait for its kernel."
    page.goto(f'{url}/doc/tree/{name}.ipynb'); page.wait_for_selector('.jp-Notebook .jp-Cell', timeout=60_000)
    page.wait_for_function('window.jupyterapp?.shell.currentWidget?.sessionContext')
    page.evaluate('async () => { const w = jupyterapp.shell.currentWidget; await w.context.ready; await w.sessionContext.ready; }')

def lab_run(page, name):
    "Run All; an AssertionError with the text if a cell complains."
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function("""() => { const cells = jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code').map(c => c.model);
        return cells.every(m => m.executionCount) && cells.every(m => m.executionState !== 'running') || cells.some(m => [...Array(m.outputs.length).keys()].some(i => m.outputs.get(i).type === 'error')); }""", timeout=120_000)
    bad = page.evaluate("""() => jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code').flatMap(c => c.model.outputs.toJSON())
        .filter(o => o.output_type === 'error' || o.name === 'stderr').map(o => JSON.stringify(o.text || [o.ename, o.evalue]))""")
    assert not bad, f'{name}: {bad}'

def ask(page, code):
    "Run Python in the page's kernel; what it printed, as JSON."
    return json.loads(page.evaluate("""async code => { const f = jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code}); let out = '';
        f.onIOPub = m => { if (m.header.msg_type === 'stream') out += m.content.text; if (m.header.msg_type === 'error') out += JSON.stringify(m.content.evalue); };
        await f.done; return out; }""", code))

def drag(page, box, handle, share):
    "Drag from the middle of `handle` to `share` of the width of `box`."
    b, h = box.bounding_box(), handle.bounding_box()
    page.mouse.move(h['x']+h['width']/2, h['y']+h['height']/2); page.mouse.down()
    page.mouse.move(b['x']+b['width']*share, b['y']+b['height']/2, steps=12); page.mouse.up()

def lab_drag(page, when):
    "Drag the first slider of a page and see the picture change."
    slider, shown, mark = page.locator('.widget-slider').first, page.locator('.widget-image:visible'), page.locator('.widget-readout').first
    slider.wait_for(timeout=20_000); slider.scroll_into_view_if_needed(); shown.wait_for(timeout=20_000)
    before, was, knob = shown.get_attribute('src'), mark.inner_text(), slider.locator('.noUi-handle')
    drag(page, slider.locator('.noUi-target'), knob, .8)
    assert shown.get_attribute('src') != before and mark.inner_text() != was, f'{when}: the slider moved and the picture did not change'
    drag(page, slider.locator('.noUi-target'), knob, .3)
    took = page.evaluate("""async () => { const knob = document.querySelector('.noUi-handle'), seen = () => [...document.querySelectorAll('.widget-image')].find(i => i.offsetParent).src, times = [];
        for (let i = 0; i < 5; i++) { const was = seen(), t = performance.now(); knob.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}));
            while (seen() === was && performance.now()-t < 2000) await new Promise(requestAnimationFrame);
            times.push(performance.now()-t); }
        return Math.min(...times); }""")
    assert took < 100, f'{when}: a new frame took {took:.0f} ms'

def settled(page, what):
    "The box of an element, once it has stopped moving."
    what.scroll_into_view_if_needed(); was = None
    for _ in range(40):
        if (now := what.bounding_box()) == was: break
        was = now; page.wait_for_timeout(250)
    return was

def brush(page, canvas, path, zoom):
    "Paint along `path`, in pixels of the picture, with the mouse; the points it really went through."
    b = settled(page, canvas)
    at = [(round(b['x']+x*zoom), round(b['y']+y*zoom)) for x,y in path]
    page.mouse.move(*at[0]); page.mouse.down()
    for p in at[1:]: page.mouse.move(*p)
    page.mouse.up()
    return [((x-b['x'])/zoom, (y-b['y'])/zoom) for x,y in at]

def test_browser_lab():
    "JupyterLab: Run All, drag λ and see the picture change, paint a stroke and read the label map back; nothing leaves the machine."
    chromium()
    with tempfile.TemporaryDirectory() as tmp:
        for n in PAGES: shutil.copy(ROOT/'nbs'/f'{n}.ipynb', tmp)
        with jupyterlab(Path(tmp)) as url, opened((url, url.replace('http', 'ws'))) as (page, stray):
            lab_open(page, url, PAGES[0]); lab_drag(page, 'in the saved notebook')
            lab_run(page, PAGES[0]); lab_drag(page, 'after Run All')
            lab_open(page, url, PAGES[1]); lab_run(page, PAGES[1])
            canvas = page.locator('canvas.pft-painter').first; canvas.wait_for(timeout=20_000)
            ask(page, "p.labels = p.labels*0; p.brush, p.label, p.tool, p.zoom = 6., 2, 'brush', 4.; print(0)")
            page.wait_for_function("document.querySelector('canvas.pft-painter').style.width === '256px'")
            points = brush(page, canvas, [(10,12), (30,12), (50,40)], 4)
            page.wait_for_timeout(300)
            wrong, n = ask(page, f"print([int(((p.labels == 2).numpy() != in_stroke({points}, 6, (64,64))).sum()), int((p.labels == 2).sum())])")
            assert n > 200 and wrong == 0, f'{n} pixels painted, {wrong} differ from the rule'
            press = lambda text: (page.locator('.pft-bar button', has_text=text).first.click(), page.wait_for_timeout(300))
            press('undo')
            assert ask(page, 'print(int(p.labels.sum()))') == 0, 'undo in the browser did not reach Python'
            press('ball'); press('polygon')
            b, corners = settled(page, canvas), [(10,10), (50,14), (30,50)]
            for x,y in (*corners, corners[0]): page.mouse.click(round(b['x']+x*4), round(b['y']+y*4)); page.wait_for_timeout(50)
            at = [((round(b['x']+x*4)-b['x'])/4, (round(b['y']+y*4)-b['y'])/4) for x,y in corners]
            page.wait_for_timeout(300)
            assert ask(page, f"print(int(((p.labels == 1).numpy() != in_polygon({at}, (64,64))).sum()))") == 0, 'the polygon differs from the rule'
            press('erase'); brush(page, canvas, [(0,30), (60,30)], 4); page.wait_for_timeout(300)
            assert ask(page, "print(int(p.labels[30].sum()), end='')") == 0, 'the eraser left something'
            wall, fit = page.locator('.widget-image').last, page.locator('button.jupyter-button', has_text='fit')
            wall.scroll_into_view_if_needed(); was = wall.get_attribute('src'); fit.click()
            page.wait_for_function("([old]) => [...document.querySelectorAll('.widget-image')].at(-1).src !== old", arg=[was], timeout=20_000)
            assert not stray, f'requests left the machine: {stray}'

def test_browser_site():
    "Exported pages, opened from disk: the same slider changes its picture, the painter paints, every page fits a phone; no kernel, no network."
    chromium()
    with tempfile.TemporaryDirectory() as tmp:
        subprocess.run([sys.executable, ROOT/'.ci'/'docs.py', 'site', tmp], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        base = Path(tmp).as_uri()
        with opened((base,)) as (page, stray):
            errors = []; page.on('pageerror', lambda e: errors.append(str(e)))
            page.goto(f'{base}/{PAGES[0]}.html')
            slider, shown = page.locator('.w-slider input').first, page.locator('.w-vbox img:visible').first
            before, was = shown.get_attribute('src'), slider.input_value()
            slider.scroll_into_view_if_needed(); drag(page, slider, slider, .8)
            assert slider.input_value() != was and shown.get_attribute('src') != before, 'the slider moved and the picture did not change'
            page.goto(f'{base}/{PAGES[1]}.html')
            canvas, see = page.locator('canvas.pft-painter').first, 'document.querySelector("canvas.pft-painter").toDataURL()'
            before = page.evaluate(see); brush(page, canvas, [(4,4), (40,8)], 4)
            assert page.evaluate(see) != before, 'the painter of the exported page does not paint'
            page.locator('.pft-map span').nth(1).hover(); page.wait_for_timeout(300)
            lit = page.evaluate("[...document.querySelectorAll('.pft-map path')].map(p => +getComputedStyle(p).opacity > .5)")
            assert lit.count(True) == 1, f'pointing at a name lights up {lit.count(True)} parts'
            page.set_viewport_size(dict(width=400, height=800))
            for f in sorted(Path(tmp).rglob('*.html')):
                page.goto(f.as_uri()); name = f.relative_to(tmp)
                wide, missing = page.evaluate('[document.documentElement.scrollWidth, [...document.images].filter(i => !i.naturalWidth).length]')
                assert wide <= 400, f'{name} is {wide} px wide on a screen of 400'
                assert not missing, f'{name}: {missing} pictures do not show'
            assert not errors and not stray, f'errors {errors}, requests {stray}'

if __name__ == '__main__':
    for f in (test_browser_lab, test_browser_site):
        t = time.time()
        try: f(); print(f'ok {f.__name__} {time.time()-t:.1f} s')
        except Skipped as e: print(f'skip {f.__name__}: {e}')
