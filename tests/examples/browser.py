# SPDX-License-Identifier: MIT
"""Pages in Chromium, if it is installed."""
import os
import shutil
import subprocess
import tempfile

CHROMIUM = shutil.which('chromium') or shutil.which('google-chrome')


def look(case, page, script='', size='900,900'):
    """The elements of a page, as text, after opening it and running a script in it. Fails the test case for any message on
    the console, including script errors; skips it without a browser."""
    if CHROMIUM is None:
        case.skipTest('chromium is not installed')
    with tempfile.TemporaryDirectory(prefix='hmt-test-') as folder:
        target = os.path.join(folder, 'page.html')
        with open(target, 'w', encoding='utf-8') as file:
            file.write(page.replace('</body>', f'<script>{script}</script></body>'))
        done = subprocess.run([CHROMIUM, '--headless', '--no-sandbox', '--disable-gpu', '--run-all-compositor-stages-before-draw',
                               '--enable-logging=stderr', f'--window-size={size}',
                               f'--user-data-dir={os.path.join(folder, "browser")}', '--virtual-time-budget=2000', '--dump-dom',
                               'file://' + target],
                              capture_output=True, encoding='utf-8', timeout=120, check=False)
    case.assertEqual([line for line in done.stderr.splitlines() if 'CONSOLE' in line], [])
    case.assertIn('</html>', done.stdout)
    return done.stdout
