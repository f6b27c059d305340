/* Runs many compiled COBOL programs, each in a fork of one initialised runtime; started by caalm.runtimes.cobol.
   ./driver ./batch.so < names     answers with one frame per name (see bulk.py). A program P reads in-P, if there is one. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern void cob_init(int, char **);
extern void cob_stop_run(int);

enum { OK = 0, RUNTIME_ERROR = 1, ODD = 255, LIMIT = 1 << 20 };
static char text[2][LIMIT + 1];

static void put(const void *data, size_t size) {
  const char *from = data;
  while (size) {
    ssize_t n = write(1, from, size);
    if (n <= 0) exit(3);
    from += n;
    size -= (size_t)n;
  }
}

static int empty_file(const char *name) { return open(name, O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0600); }

static uint32_t gather(int file, char *into) {
  uint32_t size = 0;
  ssize_t n;
  lseek(file, 0, SEEK_SET);
  while (size < LIMIT && (n = read(file, into + size, LIMIT - size)) > 0) size += (uint32_t)n;
  close(file);
  return size;
}

int main(int argc, char **argv) {
  char name[128], input[136];
  void *module = argc > 1 ? dlopen(argv[1], RTLD_LAZY) : NULL;
  if (!module) { fprintf(stderr, "%s\n", dlerror()); return 2; }
  cob_init(0, NULL);
  while (fgets(name, sizeof name, stdin)) {
    int out, err, status = 0;
    unsigned char code = ODD;
    uint32_t sizes[2] = {0, 0};
    pid_t child;
    int (*program)(void);
    name[strcspn(name, "\n")] = 0;
    program = (int (*)(void))dlsym(module, name);
    out = empty_file("out"), err = empty_file("err");
    if (!program || out < 0 || err < 0) return 2;
    fflush(NULL);
    child = fork();
    if (child == 0) {
      struct rlimit cpu = {5, 6}, size = {LIMIT, LIMIT};
      int in;
      snprintf(input, sizeof input, "in-%s", name);
      if ((in = open(input, O_RDONLY)) < 0) in = open("/dev/null", O_RDONLY);
      /* The parent reads the names through a buffer of its own: the child's must be empty. */
      freopen("/dev/null", "r", stdin);
      dup2(in, 0);
      dup2(out, 1);
      dup2(err, 2);
      setrlimit(RLIMIT_CPU, &cpu);
      setrlimit(RLIMIT_FSIZE, &size);
      cob_stop_run(program());
      _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) return 3;
    sizes[0] = gather(out, text[0]), sizes[1] = gather(err, text[1]);
    /* A signal or a full file is judged by executing the program alone. */
    if (WIFEXITED(status) && sizes[0] < LIMIT) code = WEXITSTATUS(status) ? RUNTIME_ERROR : OK;
    put(&code, 1), put(sizes, 8);
    put(text[0], sizes[0]), put(text[1], sizes[1]);
  }
  return 0;
}
