# Finds or installs pyspark, and sets $python to an interpreter that has it. It comes from PyPI, into a directory that
# the next run uses again; ASSAY_SPARK_PYTHON names another interpreter. It needs service.sh.
pyspark=4.1.4
command -v java >/dev/null || install_packages default-jre-headless
python=${ASSAY_SPARK_PYTHON:-}
if [ -z "$python" ]; then
    python3 -c 'import ensurepip' 2>/dev/null || install_packages python3-venv
    home=${XDG_CACHE_HOME:-$HOME/.cache}/assay/pyspark-$pyspark
    python=$home/bin/python
    if [ ! -e "$home/complete" ]; then
        python3 -m venv "$home"
        "$home/bin/pip" install --quiet --disable-pip-version-check "pyspark[connect]==$pyspark" >&2
        touch "$home/complete"
    fi
fi
SPARK_HOME=$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
export SPARK_HOME PYSPARK_PYTHON=$python SPARK_LOCAL_IP=127.0.0.1
