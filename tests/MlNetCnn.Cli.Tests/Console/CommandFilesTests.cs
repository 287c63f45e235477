using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>The outputs of commands compared with their inputs.</summary>
public sealed class CommandFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;
    private readonly string _set;
    private readonly string _image;
    private readonly string _table;

    public CommandFilesTests()
    {
        _model = _folder.File("m.zip");
        TinyClassifiers.Create(1).Save(_model);
        _set = _folder.File("set");
        _image = Path.Combine(_set, "ant", "1.png");
        foreach (var label in new[] { "ant", "bee" })
        {
            Directory.CreateDirectory(Path.Combine(_set, label));
            TinyClassifiers.WriteImage(Path.Combine(_set, label, "1.png"));
        }

        _table = _folder.File("t.csv");
        File.WriteAllText(_table, "filename,label\nset/ant/1.png,ant\nset/bee/1.png,bee\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("predict --model m.zip set/ant/1.png --output m.zip")]
    [InlineData("predict --model m.zip set/ant/1.png --output link")]
    [InlineData("predict --model m.zip set/ant/1.png --output set/ant/1.png")]
    [InlineData("predict --model m.zip t.csv --output t.csv")]
    [InlineData("predict --model m.zip t.csv --output set/bee/1.png")]
    [InlineData("evaluate --model m.zip --data set --metrics m.zip")]
    [InlineData("evaluate --model m.zip --data set --report m.zip")]
    [InlineData("evaluate --model m.zip --data set --junit link")]
    [InlineData("evaluate --model m.zip --data set --markdown folder/../m.zip")]
    [InlineData("evaluate --model m.zip --data t.csv --report set/ant/1.png")]
    [InlineData("evaluate --model m.zip --data t.csv --metrics t.csv")]
    [InlineData("evaluate --model m.zip --data set --baseline base.json --metrics base.json")]
    [InlineData("train --data set --baseline base.json --metrics base.json --output n.zip")]
    [InlineData("train --data t.csv --validation m.zip --output m.zip")]
    [InlineData("compare --data t.csv --report t.csv --output folder")]
    [InlineData("datasets audit t.csv --output set/ant/1.png --json")]
    [InlineData("datasets audit t.csv --output t.csv")]
    [InlineData("explain --model m.zip set/ant/1.png --output set/ant/1.png")]
    [InlineData("feature-maps --model m.zip set/ant/1.png --output set/ant/1.png")]
    [InlineData("augment --data t.csv --output set/ant/1.png")]
    [InlineData("embed --model m.zip t.csv --output t.csv")]
    [InlineData("embed --model m.zip set --query q.csv --output q.csv")]
    [InlineData("learning-rate --data t.csv --output t.csv")]
    [InlineData("upgrade m.zip --images t.csv --output m.zip")]
    public async Task Output_ThatIsAnInput_IsRefusedAndNothingChanges(string command) => await AssertRefusedAsync("OUTPUT_IS_INPUT", command);

    [Theory]
    [InlineData("evaluate --model m.zip --data set --report set/ant/1.png")]
    [InlineData("evaluate --model m.zip --data set --report set/ant/page.html")]
    [InlineData("evaluate --model m.zip --data set --report linked/page.html")]
    [InlineData("train --data set --output set/ant/model.zip")]
    [InlineData("train --data set --output set/models/model.zip")]
    [InlineData("train --data t.csv --test set --output set/ant/model.zip")]
    [InlineData("train --data t.csv --cache folder --output folder/model.zip")]
    [InlineData("compare --data set --output set/ant")]
    [InlineData("datasets audit set --output set/ant/1.png")]
    [InlineData("datasets normalize set --output set/ant")]
    [InlineData("datasets normalize set --output set/copy")]
    [InlineData("datasets normalize set --output linked/copy")]
    [InlineData("augment --data set --output set/sheet.png")]
    [InlineData("predict --model m.zip set --output set/new.png")]
    public async Task Output_AmongTheInputs_IsRefusedAndNothingChanges(string command) => await AssertRefusedAsync("OUTPUT_IN_INPUT", command);

    [Theory]
    [InlineData("evaluate --model m.zip --data set --metrics a.json --report a.json")]
    [InlineData("evaluate --model m.zip --data set --metrics a.json --report b.json")]
    [InlineData("evaluate --model m.zip --data set --metrics folder/x.json --markdown back/folder/x.json")]
    public async Task Outputs_OfOneRealFile_AreRefused(string command)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(_folder.File("b.json"), "a.json");
        }

        await AssertRefusedAsync("OUTPUT_TWICE", command);
    }

    [Fact]
    public async Task Output_NextToTheClassFoldersOrAmongSearchedImages_IsWritten()
    {
        var run = await RunAsync("evaluate --model m.zip --data set --metrics set/figures.json");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(ExitCode.Done, (await RunAsync("predict --model m.zip set --output set/ant/classes.csv")).ExitCode);
        Assert.True(File.Exists(Path.Combine(_set, "figures.json")) && File.Exists(Path.Combine(_set, "ant", "classes.csv")));
    }

    [Fact]
    public async Task Output_ThatIsASideFileOfTheBackbone_IsRefused()
    {
        var graph = TinyNet.WithBody().Classify().Graph;
        var tensor = ExternalTensors.All(graph.Proto).First();
        tensor.DataLocation = Onnx.Format.TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new Onnx.Format.StringStringEntryProto { Key = "location", Value = "weights.csv" });
        File.WriteAllBytes(_folder.File("net.onnx"), graph.ToBytes());
        File.WriteAllText(_folder.File("weights.csv"), "weights");
        await AssertRefusedAsync("OUTPUT_IS_INPUT", "embed --backbone net.onnx --preprocessing none set --output weights.csv");
    }

    [Fact]
    public async Task Output_WithoutAName_IsRefused()
    {
        var run = await AssertRefusedAsync("USAGE", "train --data set --output .zip");
        Assert.Contains("no name before its extension", run.Error);
    }

    [Theory]
    [InlineData("demo --output m.zip")]
    [InlineData("compare --data set --output m.zip")]
    [InlineData("datasets normalize set --output m.zip")]
    public async Task OutputFolder_ThatIsAFile_IsSaid(string command)
    {
        var run = await RunAsync(command);
        Assert.Equal(ExitCode.Environment, run.ExitCode);
        Assert.Contains("m.zip' is a file; --output names a folder", run.Error);
    }

    [Fact]
    public async Task Input_ThatIsAFolder_IsSaid()
    {
        var model = await RunAsync("predict --model set set/ant/1.png");
        Assert.Equal((ExitCode.Model, true), (model.ExitCode, model.Error.Contains("received: a folder", StringComparison.Ordinal)));
        var baseline = await RunAsync("evaluate --model m.zip --data set --baseline set");
        Assert.Equal((ExitCode.Data, true), (baseline.ExitCode, baseline.Error.Contains("received: a folder", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("a/x.zip", true)]
    [InlineData("a/b/x.zip", true)]
    [InlineData("new/x.zip", true)]
    [InlineData("x.zip", false)]
    [InlineData("x.jpg", true)]
    [InlineData(".hidden/x.zip", false)]
    [InlineData("a/.x.jpg", false)]
    [InlineData("../x.jpg", false)]
    public void FolderOfClasses_TakesWhatIsListed(string path, bool takes)
    {
        Directory.CreateDirectory(_folder.File("classes/a"));
        Assert.Equal(takes, Takes("classes", path));
    }

    [Theory]
    [InlineData("train/x.zip", false)]
    [InlineData("train/x.jpg", true)]
    [InlineData("train/a/x.zip", true)]
    [InlineData("models/x.zip", false)]
    [InlineData("new/x.zip", true)]
    public void FolderOfSplits_TakesListedFiles(string path, bool takes)
    {
        Directory.CreateDirectory(_folder.File("parts/train/a"));
        Directory.CreateDirectory(_folder.File("parts/test/a"));
        Directory.CreateDirectory(_folder.File("parts/models"));
        Assert.Equal(takes, Takes("parts", path));
    }

    private bool Takes(string root, string path) =>
        FolderListing.Takes(RealPath.Of(_folder.File(root)), RealPath.Of(_folder.File($"{root}/{path}")), StringComparison.Ordinal);

    private async Task<CliRun> AssertRefusedAsync(string code, string command)
    {
        Directory.CreateDirectory(_folder.File("folder"));
        File.WriteAllText(_folder.File("base.json"), "{}");
        File.WriteAllText(_folder.File("q.csv"), "");
        if (OperatingSystem.IsWindows())
        {
            Assert.SkipWhen(command.Contains("link", StringComparison.Ordinal) || command.Contains("back", StringComparison.Ordinal), "links need a permission that few accounts have");
        }
        else
        {
            File.CreateSymbolicLink(_folder.File("link"), "m.zip");
            File.CreateSymbolicLink(_folder.File("back"), _folder.Root);
            File.CreateSymbolicLink(_folder.File("linked"), Path.Combine(_set, "ant"));
        }

        var before = Contents();
        var run = await RunAsync(command);
        Assert.Equal((ExitCode.Usage, true), (run.ExitCode, run.Error.StartsWith($"error {code}: ", StringComparison.Ordinal)));
        Assert.Equal(before, Contents());
        return run;
    }

    private Dictionary<string, string> Contents() => Directory
        .GetFiles(_folder.Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        .ToDictionary(path => path, path => Convert.ToHexString(File.ReadAllBytes(path)));

    // No argument of these commands contains a space.
    private Task<CliRun> RunAsync(string command) => CliRunner.RunAsync(
        [.. command.Split(' ').Select(word => Path.Exists(_folder.File(word)) || word.Contains('.') || word.Contains('/') ? _folder.File(word) : word)]);
}
