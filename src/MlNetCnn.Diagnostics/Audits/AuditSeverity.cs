namespace MlNetCnn.Diagnostics;

/// <summary>How much a finding matters, the least first.</summary>
public enum AuditSeverity
{
    /// <summary>Worth knowing; nothing has to be done.</summary>
    Note,

    /// <summary>Training goes on, but the model or its figures suffer.</summary>
    Warning,

    /// <summary>Training fails, or its figures are wrong.</summary>
    Error,
}
