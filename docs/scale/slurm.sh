#!/bin/sh
# An array of 100 tasks, each of which writes one shard: sbatch slurm.sh
#SBATCH --job-name=orders
#SBATCH --array=1-100
#SBATCH --cpus-per-task=1
#SBATCH --mem=256M
exec regen gen orders.yaml -d orders -n "${ROWS:-1000000000}" --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" \
    --workers 1 --format "${FORMAT:-parquet}" -o "${OUT:-data/}"
