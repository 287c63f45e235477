using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class ConsoleToolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Find_AnotherProgram_IsTheToolByItsName()
    {
        Assert.Equal("mlnetcnn", ConsoleTool.Find("/usr/bin/dotnet", "/app/Shop.dll", "/usr/bin"));
        Assert.Equal("mlnetcnn", ConsoleTool.Name);
    }

    [Fact]
    public void Find_AssemblyRunByDotnet_IsThatCommand()
    {
        var main = Path.Combine(_folder.Root, "MlNetCnn.Cli.dll");
        Assert.Equal($"dotnet {main}", ConsoleTool.Find("/usr/bin/dotnet", main, ""));
    }

    [Fact]
    public void Find_ProgramOnTheSearchPath_IsItsName()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there programs have an ending");
        var program = Write("bin/mlnetcnn");
        Assert.Equal("mlnetcnn", ConsoleTool.Find(program, program, Search("other", "bin")));
        Assert.Equal(program, ConsoleTool.Find(program, program, Search("other")));
    }

    [Fact]
    public void Find_ToolThatALinkOnTheSearchPathCalls_IsTheNameOfTheLink()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right that few accounts have");
        var program = Write("tools/.store/mlnetcnn.cli/0.2.0/tools/net10.0/linux-x64/MlNetCnn.Cli");
        File.CreateSymbolicLink(_folder.File("tools/mlnetcnn"), program);
        Assert.Equal("mlnetcnn", ConsoleTool.Find(program, program, Search("other", "tools")));
        Assert.Equal(program, ConsoleTool.Find(program, program, Search("other")));
    }

    [Fact]
    public void Find_ToolThatAShimOnTheSearchPathCalls_IsTheNameOfTheShim()
    {
        var program = Write("tools/.store/mlnetcnn.cli/0.2.0/tools/net10.0/any/MlNetCnn.Cli");
        Write(OperatingSystem.IsWindows() ? "tools/mlnetcnn.cmd" : "tools/mlnetcnn");
        Assert.Equal("mlnetcnn", ConsoleTool.Find(program, program, Search("tools")));
    }

    public void Dispose() => _folder.Dispose();

    private string Search(params string[] folders) => string.Join(Path.PathSeparator, folders.Select(_folder.File));

    private string Write(string name)
    {
        var path = Path.GetFullPath(_folder.File(name));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        return path;
    }
}
