"The number of a notebook is its layer: a module, and a notebook's own cells, import only from lower numbers."
import ast, json, re, sys
from configparser import ConfigParser
from importlib import metadata
from pathlib import Path

LIB = 'pftgan_nb'

def imported(source:str)->set[str]:
    "Names of the package's modules that some Python text imports, lazily or not."
    found = set()
    for n in ast.walk(ast.parse(source)):
        if isinstance(n, ast.Import): found |= {a.name.split('.')[1] for a in n.names if a.name.startswith(LIB+'.')}
        elif isinstance(n, ast.ImportFrom):
            parts = [LIB, *(n.module or '').split('.')] if n.level else (n.module or '').split('.')
            parts = [p for p in parts if p]
            if parts[:1] == [LIB]: found |= {parts[1]} if len(parts) > 1 else {a.name for a in n.names}
    return found

def code(path:Path)->str:
    "The Python of a module or notebook, magics left out."
    if path.suffix == '.py': return path.read_text(encoding='utf-8')
    cells = [''.join(c['source']) for c in json.loads(path.read_text(encoding='utf-8'))['cells'] if c['cell_type'] == 'code']
    return '\n'.join(re.sub(r'^\s*[%!].*$', '', c, flags=re.M) for c in cells if not c.startswith('%%'))

def problems(root:Path)->list[str]:
    "What breaks the rule, in words."
    pages = {m[2]: (int(m[1]), p) for p in sorted((root/'nbs').glob('*.ipynb')) if (m := re.fullmatch(r'(\d+)_(\w+)', p.stem))}
    modules = {p.stem: p for p in (root/LIB).glob('*.py') if p.stem not in ('__init__', '_modidx', 'all')}
    out = [f'{LIB}/{m}.py has no notebook NN_{m}.ipynb' for m in modules if m not in pages]
    for name,(layer,page) in pages.items():
        for path in filter(None, (page, modules.get(name))):
            for other in sorted(imported(code(path)) & {*modules, 'all'}):
                if other == 'all' or (other in pages and pages[other][0] >= layer):
                    what = 'everything' if other == 'all' else f'layer {pages[other][0]}'
                    out.append(f'{path.relative_to(root)} is layer {layer} and imports {LIB}.{other} ({what}); import from lower numbers only')
    return out

def third_party(source:str)->set[str]:
    "Packages of others that a module cannot do without: its imports, less those it tries and can miss."
    tree = ast.parse(source); optional = {id(n) for t in ast.walk(tree) if isinstance(t, ast.Try) for b in t.body for n in ast.walk(b)}
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) and id(n) not in optional for a in n.names} | {
        n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and not n.level and id(n) not in optional}
    return {n.split('.')[0] for n in names} - set(sys.stdlib_module_names) - {LIB}

def brought(wanted:list[str])->set[str]:
    "Distributions that come with a list of requirements."
    plain, found, todo = lambda r: re.split(r'[^\w.-]', r.strip())[0].lower().replace('_', '-'), set(), list(wanted)
    while todo:
        if (r := plain(todo.pop())) in found: continue
        found.add(r)
        try: todo += [q for q in metadata.requires(r) or [] if 'extra ==' not in q]
        except metadata.PackageNotFoundError: pass
    return found

def unrequired(root:Path)->list[str]:
    "Imports that an ordinary installation would not find, or, in a page's own cells, one with the tools of development."
    cp = ConfigParser(delimiters=['=']); cp.read(root/'settings.ini', encoding='utf-8')
    (need, dev), dists = (cp['DEFAULT'][k].split() for k in ('requirements','dev_requirements')), metadata.packages_distributions()
    user, maker = brought(need), brought(need+dev)
    where = [(p, user) for p in sorted((root/LIB).glob('*.py'))] + [(p, maker) for p in sorted((root/'nbs').rglob('*.ipynb')) if '.ipynb_checkpoints' not in p.parts]
    return [f'{p.relative_to(root)} imports {m}, which no requirement of settings.ini brings' for p,have in where for m in sorted(third_party(code(p)))
            if not {d.lower().replace('_', '-') for d in dists.get(m, [m])} & have]

if __name__ == '__main__':
    root = Path(__file__).resolve().parents[1]; found = problems(root) + unrequired(root)
    print('\n'.join(found) or 'layers hold'); sys.exit(bool(found))
