namespace MlNetCnn;

/// <summary>What kind of thing went wrong; the number is the exit code that the console tool ends with.</summary>
public enum ErrorKind
{
    /// <summary>The call itself makes no sense: a wrong argument or option.</summary>
    Usage = 2,

    /// <summary>The listing or the images cannot be used.</summary>
    Data = 3,

    /// <summary>A saved model or a backbone cannot be used.</summary>
    Model = 4,

    /// <summary>The machine refuses: disk, permission, network, native library.</summary>
    Environment = 5,
}
