namespace MlNetCnn.Cli;

/// <summary>The codes of errors that only the program reports, beside <see cref="ErrorCodes"/>. They stay the same from version to version.</summary>
internal static class ToolErrorCodes
{
    /// <summary>The ASP.NET Core Runtime, which only <c>serve</c> needs, is not installed.</summary>
    public const string AspNetCoreMissing = "ASPNETCORE_MISSING";

    /// <summary>The file of API keys cannot be read, or has no valid key.</summary>
    public const string ApiKeyFileNotUsable = "API_KEY_FILE";

    /// <summary>The audit found something that <c>--fail-on</c> does not allow.</summary>
    public const string AuditFailed = "AUDIT_FAILED";

    /// <summary>The dataset cannot be trained on.</summary>
    public const string AuditUnusable = "AUDIT_UNUSABLE";

    /// <summary>A stored backbone is missing or is not the file that the catalog names.</summary>
    public const string BackboneNotIntact = "BACKBONE_NOT_INTACT";

    /// <summary>The file of an earlier run has no figures to compare with.</summary>
    public const string BaselineNotUsable = "BASELINE_NOT_USABLE";

    /// <summary>The file of an interrupted comparison cannot be resumed.</summary>
    public const string ComparisonBroken = "COMPARISON_BROKEN";

    /// <summary>The dataset has a training split only, so there is nothing to measure on.</summary>
    public const string DataNoTestPart = "DATA_NO_TEST_PART";

    /// <summary>The images of the demo are not installed beside the program.</summary>
    public const string DemoImagesMissing = "DEMO_IMAGES_MISSING";

    /// <summary>A file cannot be read or written.</summary>
    public const string InputOutput = "IO";

    /// <summary>A native library does not load.</summary>
    public const string NativeLibrary = "NATIVE_LIBRARY";

    /// <summary>There is not enough memory.</summary>
    public const string OutOfMemory = "OUT_OF_MEMORY";

    /// <summary>An output folder is a file.</summary>
    public const string OutputIsFile = "OUTPUT_IS_FILE";

    /// <summary>Two outputs are the same file.</summary>
    public const string OutputTwice = "OUTPUT_TWICE";

    /// <summary>Standard output cannot be written.</summary>
    public const string OutputStreamNotWritable = "STDOUT_NOT_WRITABLE";

    /// <summary>The server cannot listen at the address.</summary>
    public const string ServerAddress = "SERVER_ADDRESS";

    /// <summary>The server would accept requests from other machines without an API key.</summary>
    public const string ServerAnonymous = "SERVER_ANONYMOUS";

    /// <summary>The program of the server cannot be started.</summary>
    public const string ServerNotStarted = "SERVER_NOT_STARTED";

    /// <summary>Another program listens on the port of the server.</summary>
    public const string ServerPortInUse = "SERVER_PORT_IN_USE";

    /// <summary>The arguments or options of the command line are not valid.</summary>
    public const string Usage = "USAGE";
}
