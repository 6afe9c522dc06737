{{- define "residual.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* At most 40 characters: other names are derived from it, and pods' names and labels are limited to 63. */}}
{{- define "residual.fullname" -}}
{{- $name := include "residual.name" . -}}
{{- $release := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- .Values.fullnameOverride | default $release | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "residual.selector" -}}
app.kubernetes.io/name: {{ include "residual.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* For the serving pods, without the pod of `helm test`. */}}
{{- define "residual.podSelector" -}}
{{ include "residual.selector" . }}
app.kubernetes.io/component: server
{{- end -}}

{{- define "residual.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* Of (list CONTEXT LABELS…), as YAML: the chart's own take precedence, those of all objects come last. */}}
{{- define "residual.allLabels" -}}
{{- $context := first . -}}
{{- $labels := merge (include "residual.selector" $context | fromYaml) (include "residual.labels" $context | fromYaml) -}}
{{- range rest . -}}
{{- $labels = merge $labels (. | default dict) -}}
{{- end -}}
{{- toYaml (merge $labels ($context.Values.commonLabels | default dict)) -}}
{{- end -}}

{{/* Of (list CONTEXT NAME LABELS…); NAME is the object's name. */}}
{{- define "residual.metadata" -}}
{{- $context := first . -}}
name: {{ index . 1 }}
namespace: {{ $context.Release.Namespace }}
labels:
  {{- include "residual.allLabels" (prepend (slice . 2) $context) | nindent 2 }}
{{- end -}}

{{- define "residual.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default (ternary (printf "%s-gpu" .Chart.AppVersion) .Chart.AppVersion .Values.gpu.enabled) }}
{{- end -}}
{{- end -}}

{{- define "residual.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "residual.fullname" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end -}}

{{- define "residual.claimName" -}}
{{ .Values.modelStore.pvc.existingClaim | default (printf "%s-models" (include "residual.fullname" .)) }}
{{- end -}}

{{- define "residual.scheme" -}}
{{ ternary "https" "http" (not (empty .Values.tls.secret)) }}
{{- end -}}

{{/* Of (list CONTEXT OTHERS): that of all containers, overridden by OTHERS. */}}
{{- define "residual.securityContext" -}}
{{- $security := deepCopy ((first .).Values.containerSecurityContext | default dict) -}}
{{- range $key, $value := last . | default dict -}}
{{- $_ := set $security $key $value -}}
{{- end -}}
{{- toYaml $security -}}
{{- end -}}

{{/* The common part of a ServiceMonitor and a PodMonitor, from the values of either. */}}
{{- define "residual.scrape" -}}
port: management
path: /actuator/prometheus
interval: {{ .interval }}
{{- with .scrapeTimeout }}
scrapeTimeout: {{ . }}
{{- end }}
scheme: {{ .scheme }}
{{- with .tlsConfig }}
tlsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
relabelings:
  # The rules and the dashboard know the service by this name.
  - targetLabel: job
    replacement: residual
  {{- with .relabelings }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .metricRelabelings }}
metricRelabelings:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "residual.probe" -}}
httpGet:
  path: /actuator/health/{{ .group }}
  port: management
{{ toYaml .settings }}
{{- end -}}

{{/* Of the server, without removed keys; may be empty. */}}
{{- define "residual.resources" -}}
{{- $resources := deepCopy (.Values.resources | default dict) -}}
{{- if .Values.gpu.enabled -}}
{{- range list "requests" "limits" -}}
{{- $gpus := dict $.Values.gpu.resource (toString $.Values.gpu.count) -}}
{{- $_ := set $resources . (merge $gpus (get $resources . | default dict)) -}}
{{- end -}}
{{- end -}}
{{- toYaml $resources -}}
{{- end -}}

{{/* The live Deployment as YAML; empty if there is none, or Helm renders without a cluster. */}}
{{- define "residual.live" -}}
{{- toYaml (lookup "apps/v1" "Deployment" .Release.Namespace (include "residual.fullname" .)) -}}
{{- end -}}

{{/*
The Deployment's `replicas` with an autoscaler: omitted, so that only the autoscaler sets them. But a field that is
removed by an upgrade returns to the API's default, one pod. So a Deployment that had the field keeps it, with the
current number of pods; the annotation marks Deployments that never had it.
*/}}
{{- define "residual.keptReplicas" -}}
{{- $live := include "residual.live" . | fromYaml -}}
{{- if and $live (ne (dig "metadata" "annotations" "residual/replicas" "" $live) "autoscaled") -}}
{{- $replicas := dig "spec" "replicas" 1 $live | int -}}
{{/* A HorizontalPodAutoscaler ignores a Deployment without pods. */}}
{{- ternary (max 1 $replicas) $replicas (eq .Values.autoscaling.kind "hpa") -}}
{{- end -}}
{{- end -}}

{{/* Containers of a pod share its ports: with two equal ones, the second process does not start. */}}
{{- define "residual.checkPorts" -}}
{{- $taken := dict -}}
{{- range $name := ternary (list "http" "management" "grpc") (list "http" "management") .Values.grpc.enabled -}}
{{- $port := get $.Values.ports $name | int | toString -}}
{{- if hasKey $taken $port -}}
{{- fail (printf "ports.%s and ports.%s are both %s: give each a port of its own" (get $taken $port) $name $port) -}}
{{- end -}}
{{- $_ := set $taken $port $name -}}
{{- end -}}
{{- end -}}

{{/* The pods of this release in Prometheus. */}}
{{- define "residual.series" -}}
namespace={{ .Release.Namespace | quote }},pod=~"{{ include "residual.fullname" . }}-.+"
{{- end -}}
