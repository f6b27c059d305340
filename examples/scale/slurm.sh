#!/bin/bash
# Training on several machines by SLURM: sbatch examples/scale/slurm.sh
# One launcher on each machine, one process for each of its GPUs. The run's folder must be one that all machines see.
#SBATCH --job-name=caalm
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node=8
#SBATCH --cpus-per-task=96
#SBATCH --time=04:00:00
# A job that is stopped, or requeued after a machine was lost, goes on from its last checkpoint.
#SBATCH --requeue
#SBATCH --signal=TERM@120
set -euo pipefail

RECIPE=${RECIPE:-nano}
RUN=${RUN:-runs/out/$RECIPE}
GPUS=${GPUS:-8}
ROWS=${ROWS:-$((SLURM_NNODES * GPUS * 2))}
head=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)

exec srun torchrun --nnodes "$SLURM_NNODES" --nproc-per-node "$GPUS" --max-restarts 3 \
  --rdzv-backend c10d --rdzv-endpoint "$head:29500" --rdzv-id "$SLURM_JOB_ID" \
  -m -- caalm.cli train "$RECIPE" --run "$RUN" --rows "$ROWS" ${CAALM_ARGS:-}
