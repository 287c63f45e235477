namespace MlNetCnn.Cli;

/// <summary>The exit codes of the process, on which scripts rely. See also <see cref="ErrorKind"/>.</summary>
internal static class ExitCode
{
    /// <summary>Success.</summary>
    public const int Done = 0;

    /// <summary>Internal error.</summary>
    public const int Internal = 1;

    /// <summary>Invalid arguments or options.</summary>
    public const int Usage = 2;

    /// <summary>The dataset or the images are invalid.</summary>
    public const int Data = 3;

    /// <summary>A model or a backbone is invalid.</summary>
    public const int Model = 4;

    /// <summary>Environment failure: disk, permissions, network or a native library.</summary>
    public const int Environment = 5;

    /// <summary>A metric is below its threshold.</summary>
    public const int GateMissed = 6;

    /// <summary>Stopped by SIGHUP, which a closed terminal sends: 128 plus its number, as in shells.</summary>
    public const int HungUp = 129;

    /// <summary>Stopped by Ctrl+C: 128 plus the number of SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped by SIGTERM: 128 plus its number.</summary>
    public const int Terminated = 143;

    /// <summary>Returns the exit code of an error.</summary>
    public static int Of(ErrorKind kind) => kind switch
    {
        ErrorKind.Usage => Usage,
        ErrorKind.Data => Data,
        ErrorKind.Model => Model,
        _ => Environment,
    };
}
