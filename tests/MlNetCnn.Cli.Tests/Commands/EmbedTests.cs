using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Parquet;
using Parquet.Schema;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class EmbedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string[] _images;

    public EmbedTests()
    {
        TinyClassifiers.Create(1).Save(_folder.File("m.zip"));
        _images = [_folder.File("a.png"), _folder.File("b, \"ö\".png"), _folder.File("c.png")];
        foreach (var (i, path) in _images.Index())
        {
            TestPictures.Write(path, 40 + (9 * i), 30, SkiaSharp.SKEncodedImageFormat.Png, photo: i);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Embed_Csv_HoldsPathsAndNumbers()
    {
        await EmbedAsync("f.csv");

        var lines = File.ReadAllLines(_folder.File("f.csv"));
        Assert.Equal("path,f0,f1,f2,f3,f4,f5", lines[0]);
        Assert.Equal($"\"{_images[1].Replace("\"", "\"\"")}\"", lines[2][..(lines[2].LastIndexOf('"') + 1)]);
        await AssertRowsAsync(lines.Skip(1).Select(line => line.Split(',')[^6..].Select(n => float.Parse(n, CultureInfo.InvariantCulture)).ToArray()));
    }

    [Fact]
    public async Task Embed_Npy_IsAMatrixByNumPysFormatWithThePathsBesideIt()
    {
        await EmbedAsync("f.npy");

        var bytes = File.ReadAllBytes(_folder.File("f.npy"));
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0], bytes[..8]);
        var start = 10 + BitConverter.ToUInt16(bytes, 8);
        Assert.Equal(0, start % 64);
        var header = Encoding.ASCII.GetString(bytes, 10, start - 10);
        Assert.Equal("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 6), }", header.TrimEnd());
        Assert.EndsWith("\n", header);
        await AssertRowsAsync(MemoryMarshal.Cast<byte, float>(bytes.AsSpan(start)).ToArray().Chunk(6));
        Assert.Equal(["path", _images[0], $"\"{_images[1].Replace("\"", "\"\"")}\"", _images[2]], File.ReadAllLines(_folder.File("f.paths.csv")));
    }

    [Fact]
    public async Task Embed_Parquet_HasAColumnOfPathsAndOneOfLists()
    {
        await EmbedAsync("f.parquet");

        await using var reader = await ParquetReader.CreateAsync(_folder.File("f.parquet"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["path", "features"], reader.Schema.Fields.Select(field => field.Name));
        using var group = reader.OpenRowGroupReader(0);
        var (path, features) = (reader.Schema.DataFields[0], reader.Schema.DataFields[1]);
        Assert.IsType<ListField>(reader.Schema.Fields[1]);
        var (values, levels, paths) = (new float[18], new int[18], new string[3]);
        await group.ReadAsync(path, paths, null, TestContext.Current.CancellationToken);
        await group.ReadRawAsync<float>(features, values, new int[18], levels, TestContext.Current.CancellationToken);
        Assert.Equal(_images, paths);
        Assert.Equal(Enumerable.Range(0, 18).Select(i => i % 6 == 0 ? 0 : 1), levels);
        await AssertRowsAsync(values.Chunk(6));
    }

    [Fact]
    public async Task Embed_Query_ShowsItFirstAndAsManyAsAskedFor()
    {
        var run = await CliRunner.RunAsync(["embed", "--model", _folder.File("m.zip"), "--query", _images[2], "--top", "2", .. _images]);

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Equal($"1.0000     {_images[2]}", lines[1].TrimEnd());
    }

    [Fact]
    public async Task Embed_UnusableImage_IsSkippedAndNamed()
    {
        File.WriteAllText(_folder.File("page.jpg"), "<html></html>");

        var run = await CliRunner.RunAsync(
            ["embed", "--model", _folder.File("m.zip"), "--max-bad", "50", "--output", _folder.File("f.csv"), _folder.File("page.jpg"), .. _images]);

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Contains("IMG_UNSUPPORTED", run.Output);
        Assert.Equal(4, File.ReadAllLines(_folder.File("f.csv")).Length);
    }

    [Fact]
    public async Task Embed_WrongUse_SaysWhatAndWritesNothing()
    {
        await CliRunner.FailAsync(2, "USAGE", "embed", _images[0]);
        await CliRunner.FailAsync(2, "USAGE", "embed", _images[0], "--output", _folder.File("f.txt"));
        await CliRunner.FailAsync(3, "IMG_NOT_FOUND", "embed", "--model", _folder.File("m.zip"), _images[0], "--query", _folder.File("gone.png"));
        await CliRunner.FailAsync(
            3, "DATA_TOO_MANY_REJECTED", "embed", "--model", _folder.File("m.zip"), _folder.File("gone.png"), _images[0], "-o", _folder.File("f.csv"));
        Assert.False(File.Exists(_folder.File("f.csv")));
    }

    private async Task EmbedAsync(string name)
    {
        var run = await CliRunner.RunAsync(["embed", "--model", _folder.File("m.zip"), "--output", _folder.File(name), .. _images]);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Contains("3 images, 6 features each", run.Output);
    }

    private async Task AssertRowsAsync(IEnumerable<float[]> rows)
    {
        using var embedder = new ImageEmbedder(ImageNetwork.Load(_folder.File("m.zip")));
        var expected = await embedder.EmbedAsync(_images, null, TestContext.Current.CancellationToken);
        Assert.Equal(_images.Select((_, i) => expected.Features(i).ToArray()), rows);
    }
}
