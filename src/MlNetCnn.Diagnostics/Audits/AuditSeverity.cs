namespace MlNetCnn.Diagnostics;

/// <summary>The severity of a finding, the lowest first.</summary>
public enum AuditSeverity
{
    /// <summary>Information; no action is required.</summary>
    Note,

    /// <summary>Training continues, but the model or its metrics suffer.</summary>
    Warning,

    /// <summary>Training fails, or its metrics are wrong.</summary>
    Error,
}
