using System.Buffers.Binary;
using System.CommandLine;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;

namespace MlNetCnn.ServingTests;

/// <summary><c>bombs</c>: small bodies that ask for much memory or time are refused at once.</summary>
internal static class BombsTest
{
    private const int Million = 1_000_000;
    private static readonly Option<int> Repetitions = new("--repetitions") { Description = "How often each is sent.", DefaultValueFactory = _ => 7 };

    public static Command Create()
    {
        var command = new Command("bombs", "Huge images and deep or wide JSON are refused in less than 50 ms, without memory.") { Repetitions };
        command.SetAction((options, _) => RunAsync(options));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult options)
    {
        var context = new TestContext(options);
        var report = new Report("bombs");
        var model = await context.SmallModelAsync();
        await using var server = await context.StartAsync(context.Start(context.NewFolder("bombs"), "model", model));
        const string classify = "/classify/model";
        const string infer = "/v2/models/model/infer";
        const string json = "application/json";
        (string Name, string Path, string Type, byte[] Body, int[] Statuses)[] bombs =
        [
            ("PNG of 30,000 x 30,000", classify, "image/png", Png(30_000), [413]),
            ("GIF header of 65,535 x 65,535", classify, "image/gif", Gif(65_535), [413]),
            ("PNG of 30,000 x 30,000, v2 raw", infer, "application/octet-stream", Png(30_000), [400, 413]),
            ("JSON 100,000 deep", infer, json, Json("FP32", "1", string.Concat(Enumerable.Repeat("[", 100_000))), [400]),
            ("JSON 100,000 deep, closed", infer, json, Json("FP32", "1", new string('[', 100_000) + new string(']', 100_000)), [400]),
            ("1 M outputs", infer, json, Outputs(), [400, 413]),
            ("1 M shape entries", infer, json, Json("FP32", string.Join(',', Enumerable.Repeat('1', Million)), "[1]"), [400]),
            ("shape whose product overflows", infer, json, Json("FP32", "4294967296,4294967296,4294967297", "[1]"), [400]),
            ("shape of 2^31 images", infer, json, Json("BYTES", "2147483648", "[\"\"]"), [400, 413]),
            ("1 M images of 0 bytes", infer, json, Json("BYTES", "1000000", $"[{string.Join(',', Enumerable.Repeat("\"\"", Million))}]"), [400, 413]),
        ];
        var photo = await File.ReadAllBytesAsync(context.Photo);
        var client = new LoadClient(server.Endpoint, [LoadRequest.Classify("model", photo)]);
        await client.SendAsync(100, 4);
        foreach (var (name, path, type, body, statuses) in bombs)
        {
            var more = name.EndsWith("raw", StringComparison.Ordinal) ? "Inference-Header-Content-Length: 0\r\n" : "";
            await SendAsync(server, path, type, more, body);
            await SendAsync(server, path, type, more, body);
            ProcessFigures.ResetPeak(server.Id);
            var before = server.Figures;
            var results = new List<(int Status, double Milliseconds, ReplyEnd End)>();
            for (var i = 0; i < options.GetValue(Repetitions); i++)
            {
                results.Add(await SendAsync(server, path, type, more, body));
            }

            var extra = server.Figures.PeakMegabytes - before.ResidentMegabytes;
            var median = Statistics.Median(results.Select(result => result.Milliseconds));
            var ends = results.Select(result => result.End == ReplyEnd.Complete ? Report.Text($"{result.Status}") : result.End.ToString()).Distinct();
            report.Check(
                $"{name}, {body.Length / 1000.0:0.0} KB",
                $"{string.Join(", ", ends)}; {median:0.0} ms; {extra:0} MB",
                $"{string.Join(" or ", statuses)}; 50 ms; 50 MB",
                results.All(result => statuses.Contains(result.Status)) && median < 50 && extra < 50);
        }

        var good = await client.SendAsync(20, 1);
        report.Check("good requests afterwards", $"{good.ByStatus}", $"all 200", good.Outcomes.All(outcome => outcome.Status == 200));
        return report.Finish();
    }

    private static async Task<(int Status, double Milliseconds, ReplyEnd End)> SendAsync(
        ServerProcess server, string path, string type, string more, byte[] body)
    {
        using var connection = await HttpConnection.ConnectAsync(server.Endpoint);
        var started = Stopwatch.GetTimestamp();
        var reply = await connection.PostAsync(path, type, body, more);
        return (reply.Status, Stopwatch.GetElapsedTime(started, connection.AnsweredAt).TotalMilliseconds, reply.End);
    }

    private static byte[] Json(string type, string shape, string data) => Encoding.Latin1.GetBytes(
        $$"""{"inputs":[{"name":"{{(type == "BYTES" ? "image" : "pixels")}}","datatype":"{{type}}","shape":[{{shape}}],"data":{{data}}}]}""");

    private static byte[] Outputs()
    {
        var outputs = string.Join(',', Enumerable.Repeat("""{"name":"Score"}""", Million));
        return Encoding.Latin1.GetBytes($$"""{"inputs":[{"name":"image","datatype":"BYTES","shape":[1],"data":[""]}],"outputs":[{{outputs}}]}""");
    }

    /// <summary>A whole, valid PNG of black pixels, 8 bits of gray each.</summary>
    private static byte[] Png(int side)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            var row = new byte[side + 1];
            for (var y = 0; y < side; y++)
            {
                zlib.Write(row);
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), side);
        header[8] = 8;
        return [137, 80, 78, 71, 13, 10, 26, 10, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, data.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc32(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }

    private static byte[] Gif(ushort side) =>
    [
        .. "GIF89a"u8, (byte)side, (byte)(side >> 8), (byte)side, (byte)(side >> 8), 0x80, 0, 0, 0, 0, 0, 255, 255, 255,
        0x2C, 0, 0, 0, 0, (byte)side, (byte)(side >> 8), (byte)side, (byte)(side >> 8), 0, 2, 2, 0x4C, 1, 0, 0x3B,
    ];
}
