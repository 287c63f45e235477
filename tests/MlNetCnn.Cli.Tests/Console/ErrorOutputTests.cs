using Xunit;

namespace MlNetCnn.Cli.Tests;

public class ErrorOutputTests
{
    [Fact]
    public void Write_OwnError_WritesEachPartOnItsLine()
    {
        var (exitCode, text) = Write(new MlNetCnnException(ErrorKind.Data, "DATA_X", "no image", "some", "none", "add one"));

        Assert.Equal(3, exitCode);
        Assert.Equal("error DATA_X: no image\n  expected: some\n  received: none\n  fix:      add one\n", text);
    }

    [Fact]
    public void Write_MarkInAName_IsEscaped() => Assert.Equal(
        "error DATA_X: no \\u202eimage\n  received: two\nlines\n",
        Write(new MlNetCnnException(ErrorKind.Data, "DATA_X", "no \u202Eimage", received: "two\nlines")).Text);

    [Fact]
    public void Write_UnexpectedException_ReportsABug()
    {
        var (exitCode, text) = Write(new InvalidOperationException("first\nsecond."));

        Assert.Equal(ExitCode.Internal, exitCode);
        Assert.StartsWith("error INTERNAL: InvalidOperationException: first second\n", text);
        Assert.Contains("this is a bug", text);
    }

    [Fact]
    public void Write_MissingNativeLibrary_PointsToTheDoctor()
    {
        var (exitCode, text) = Write(new TypeInitializationException("Any", new DllNotFoundException("libonnxruntime.so is missing")));

        Assert.Equal(ExitCode.Environment, exitCode);
        Assert.Contains("libonnxruntime.so", text);
        Assert.Contains("doctor", text);
    }

    [Fact]
    public void Write_FullDisk_IsTheEnvironment() =>
        Assert.Equal(ExitCode.Environment, Write(new IOException("No space left on device")).ExitCode);

    private static (int ExitCode, string Text) Write(Exception exception)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        return (ErrorOutput.Write(exception, writer, verbose: false), writer.ToString());
    }
}
