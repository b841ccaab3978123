"All settings live in settings.ini; edit there, not here."
import shlex
from configparser import ConfigParser
from pathlib import Path
from setuptools import find_packages, setup

root = Path(__file__).parent
cp = ConfigParser(delimiters=['='])
cp.read(root/'settings.ini', encoding='utf-8')
cfg = cp['DEFAULT']
words = lambda key: shlex.split(cfg.get(key, ''))

extras = {k: words(f'{k}_requirements') for k in ('notebooks', 'baselines', 'dev')}
extras['dev'] += extras['notebooks'] + extras['baselines']
readme = root/'README.md'

setup(
    name=cfg['lib_name'], version=cfg['version'], description=cfg['description'],
    author=cfg['author'], author_email=cfg['author_email'], keywords=cfg['keywords'], url=cfg['git_url'],
    license={'apache2': 'Apache-2.0'}[cfg['license']],
    long_description=readme.read_text(encoding='utf-8') if readme.exists() else '', long_description_content_type='text/markdown',
    packages=find_packages(include=[cfg['lib_path'], cfg['lib_path']+'.*']),
    package_data={cfg['lib_path']: ['py.typed', 'weights/*.safetensors', 'weights/*.json', 'records/*.json']},
    python_requires='>='+cfg['min_python'], install_requires=words('requirements'), extras_require=extras,
    project_urls={'Documentation': cfg['doc_host']+cfg['doc_baseurl'], 'Source': cfg['git_url']},
    classifiers=['Intended Audience :: '+cfg['audience'], 'Natural Language :: '+cfg['language'],
                 'Framework :: Jupyter', 'Programming Language :: Python :: 3'],
    entry_points={'console_scripts': words('console_scripts'), 'nbdev': [f"{cfg['lib_path']}={cfg['lib_path']}._modidx:d"]},
    zip_safe=False,
)
