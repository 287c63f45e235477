namespace MlNetCnn.Cli;

/// <summary>What the process ends with; the codes are a contract with scripts. See also <see cref="ErrorKind"/>.</summary>
internal static class ExitCode
{
    /// <summary>Everything was done.</summary>
    public const int Done = 0;

    /// <summary>A fault of ours.</summary>
    public const int Internal = 1;

    /// <summary>The call makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>The dataset or the images cannot be used.</summary>
    public const int Data = 3;

    /// <summary>A saved model or a backbone cannot be used.</summary>
    public const int Model = 4;

    /// <summary>The machine refuses: disk, permission, native library.</summary>
    public const int Environment = 5;

    /// <summary>A figure is below the threshold that the caller set.</summary>
    public const int GateMissed = 6;

    /// <summary>Stopped by SIGHUP, as a terminal sends it that is closed: 128 and its number, as shells count.</summary>
    public const int HungUp = 129;

    /// <summary>Stopped by Ctrl+C: 128 and the number of SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped by SIGTERM: 128 and its number.</summary>
    public const int Terminated = 143;

    /// <summary>The code of an error.</summary>
    public static int Of(ErrorKind kind) => kind switch
    {
        ErrorKind.Usage => Usage,
        ErrorKind.Data => Data,
        ErrorKind.Model => Model,
        _ => Environment,
    };
}
