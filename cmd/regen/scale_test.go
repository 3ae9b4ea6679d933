package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"gopkg.in/yaml.v3"
)

// A kubernetesJob is the part of the schema of batch/v1 Job that docs/scale/kubernetes.yaml uses.
type kubernetesJob struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string
	Metadata   struct{ Name string }
	Spec       struct {
		CompletionMode           string `yaml:"completionMode"`
		Completions, Parallelism int
		BackoffLimit             int `yaml:"backoffLimit"`
		Template                 struct {
			Spec struct {
				RestartPolicy string `yaml:"restartPolicy"`
				Containers    []struct {
					Name, Image  string
					WorkingDir   string `yaml:"workingDir"`
					Env          []struct{ Name, Value string }
					Command      []string
					Resources    struct{ Requests struct{ CPU, Memory string } }
					VolumeMounts []struct {
						Name      string
						MountPath string `yaml:"mountPath"`
					} `yaml:"volumeMounts"`
				}
				Volumes []struct {
					Name                  string
					PersistentVolumeClaim struct {
						ClaimName string `yaml:"claimName"`
					} `yaml:"persistentVolumeClaim"`
				}
			}
		}
	}
}

// It runs the command of the manifest as each of three pods, with the environment that Kubernetes gives it.
func TestThePodsOfAnIndexedJobMakeTheWholeDataset(t *testing.T) {
	recipes, err := filepath.Abs("../../docs/scale")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(recipes, "kubernetes.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var job kubernetesJob
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&job); err != nil {
		t.Fatal(err)
	}
	spec := job.Spec.Template.Spec
	if job.APIVersion != "batch/v1" || job.Kind != "Job" || job.Spec.CompletionMode != "Indexed" ||
		len(spec.Containers) != 1 || spec.RestartPolicy != "Never" {
		t.Fatalf("%+v", job)
	}
	pod := spec.Containers[0]
	env := map[string]string{}
	for _, e := range pod.Env {
		env[e.Name] = e.Value
	}
	if env["SHARDS"] != strconv.Itoa(job.Spec.Completions) {
		t.Errorf("%s shards, but %d completions", env["SHARDS"], job.Spec.Completions)
	}
	if mount := pod.VolumeMounts[0]; env["OUT"] != mount.MountPath+"/" || mount.Name != spec.Volumes[0].Name {
		t.Errorf("%s is not in the volume %+v", env["OUT"], mount)
	}

	out := t.TempDir()
	const rows = 1000
	run := func(args ...string) {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = recipes
		cmd.Env = append(os.Environ(), "SHARDS=3", "OUT="+out+"/", "FORMAT=csv", "ROWS="+strconv.Itoa(rows))
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, text)
		}
	}
	var whole []byte
	for i := range 3 {
		t.Setenv("JOB_COMPLETION_INDEX", strconv.Itoa(i))
		run(pod.Command...)
		shard, err := os.ReadFile(filepath.Join(out, "orders-"+strconv.Itoa(i+1)+"-of-3.csv"))
		if err != nil {
			t.Fatal(err)
		}
		whole = append(whole, shard...)
	}
	run("regen", "gen", "orders.yaml", "-d", "orders", "-n", strconv.Itoa(rows), "-o", filepath.Join(out, "whole.csv"))
	want, err := os.ReadFile(filepath.Join(out, "whole.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(whole, want) || bytes.Count(want, []byte("\n")) != rows+1 {
		t.Errorf("three shards of %d bytes are not the whole of %d", len(whole), len(want))
	}
}
