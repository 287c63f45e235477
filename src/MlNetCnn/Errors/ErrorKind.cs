namespace MlNetCnn;

/// <summary>The kind of an error.</summary>
public enum ErrorKind
{
    /// <summary>Invalid argument or option.</summary>
    Usage,

    /// <summary>The dataset or its images cannot be used.</summary>
    Data,

    /// <summary>A saved model or a backbone cannot be used.</summary>
    Model,

    /// <summary>Environment failure: disk, permissions, network or a native library.</summary>
    Environment,
}
