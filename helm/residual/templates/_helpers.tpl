{{- define "residual.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* At most 40 characters: other names are made of it, and pods' names and labels end at 63. */}}
{{- define "residual.fullname" -}}
{{- $name := include "residual.name" . -}}
{{- $release := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- .Values.fullnameOverride | default $release | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "residual.selector" -}}
app.kubernetes.io/name: {{ include "residual.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Of the pods that serve; the pod of `helm test` is none of them. */}}
{{- define "residual.podSelector" -}}
{{ include "residual.selector" . }}
app.kubernetes.io/component: server
{{- end -}}

{{- define "residual.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* Of (list CONTEXT NAME); NAME is what the object is called. More labels may follow. */}}
{{- define "residual.metadata" -}}
{{- $context := first . -}}
name: {{ last . }}
namespace: {{ $context.Release.Namespace }}
labels:
  {{- include "residual.selector" $context | nindent 2 }}
  {{- include "residual.labels" $context | nindent 2 }}
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

{{- define "residual.podSecurityContext" -}}
runAsNonRoot: true
fsGroup: {{ .Values.fsGroup }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "residual.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "residual.probe" -}}
httpGet:
  path: /actuator/health/{{ .group }}
  port: management
{{ toYaml .settings }}
{{- end -}}

{{/* The pods of this release in Prometheus. */}}
{{- define "residual.series" -}}
namespace={{ .Release.Namespace | quote }},pod=~"{{ include "residual.fullname" . }}-.+"
{{- end -}}
