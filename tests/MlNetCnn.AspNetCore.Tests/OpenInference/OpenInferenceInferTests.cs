using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MlNetCnn.Hosting;
using Xunit;

namespace MlNetCnn.AspNetCore.Tests.OpenInference;

/// <summary>Requests and answers, byte by byte as the protocol and its extensions define them.</summary>
public class OpenInferenceInferTests(ServerFixture fixture)
{
    private readonly float[] _scores = [.. fixture.Offline.Predict(fixture.Photo).Scores];

    private string Photo => Convert.ToBase64String(fixture.Photo);

    private string Label => fixture.Offline.Predict(fixture.Photo).Label;

    // What each number is in JSON: the shortest text that is read as the same float.
    private string Scores => string.Join(",", _scores.Select(Number));

    // The index of each class, best first.
    private int[] Ranked => [.. Enumerable.Range(0, 5).OrderByDescending(i => _scores[i])];

    [Fact]
    public async Task An_image_as_base64_is_answered_with_scores_and_label()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);

        var answer = await server.PostAsync($$"""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["{{Photo}}"]}]}""");

        Assert.Equal((HttpStatusCode.OK, "application/json", null), (answer.Status, answer.ContentType, answer.HeaderLength));
        Assert.Equal(
            $$"""{"model_name":"flowers","model_version":"1","outputs":[{"name":"Score","shape":[1,5],"datatype":"FP32","data":[{{Scores}}]},"""
            + $$"""{"name":"PredictedLabel","shape":[1],"datatype":"BYTES","data":["{{Label}}"]}]}""",
            answer.Text);
        Assert.Equal(_scores, answer.Output("Score").Select(score => float.Parse(score!.ToJsonString(), CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("[2]", "[\"A\",\"B\"]")]
    [InlineData("[2,1]", "[\"A\",\"B\"]")]
    [InlineData("[2,1]", "[[\"A\"],[\"B\"]]")]
    [InlineData("[2]", "[[[\"A\",\"B\"]]]")]
    public async Task Several_images_flat_or_nested_are_answered_in_order(string shape, string data)
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);
        var other = File.ReadAllBytes(TestPictures.Write(fixture.File($"{Guid.NewGuid():N}.png"), 31, 47, SkiaSharp.SKEncodedImageFormat.Png, photo: 1));
        var expected = fixture.Offline.Predict(other);

        var answer = await server.PostAsync(
            $$"""{"inputs":[{"name":"image","shape":{{shape}},"datatype":"BYTES","data":{{data}}}]}"""
                .Replace("\"A\"", $"\"{Photo}\"").Replace("\"B\"", $"\"{Convert.ToBase64String(other)}\""));

        Assert.Equal($"[{Scores},{string.Join(",", expected.Scores.Select(Number))}]", answer.Output("Score").ToJsonString());
        Assert.Equal([Label, expected.Label], answer.Output("PredictedLabel").Select(label => label!.GetValue<string>()));
        Assert.Equal("[2,5]", answer.Named("Score")["shape"]!.ToJsonString());
        Assert.Equal("[2]", answer.Named("PredictedLabel")["shape"]!.ToJsonString());
    }

    [Fact]
    public async Task A_request_of_a_triton_client_is_answered_in_binary()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);
        var json = Encoding.UTF8.GetBytes(
            $$$"""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":{{{fixture.Photo.Length + 4}}}}}]"""
            + ""","parameters":{"binary_data_output":true}}""");
        byte[] body = [.. json, .. Element(fixture.Photo)];

        // No Content-Type, as those clients send it.
        var answer = await server.SendAsync(
            HttpMethod.Post, OpenInferenceServer.Infer, body, contentType: null, headerLength: json.Length.ToString(CultureInfo.InvariantCulture));

        Assert.Equal((HttpStatusCode.OK, "application/octet-stream"), (answer.Status, answer.ContentType));
        var label = Encoding.UTF8.GetBytes(Label);
        Assert.Equal(
            """{"model_name":"flowers","model_version":"1","outputs":[{"name":"Score","shape":[1,5],"datatype":"FP32","parameters":{"binary_data_size":20}},"""
            + $$$"""{"name":"PredictedLabel","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":{{{label.Length + 4}}}}}]}""",
            answer.Text);
        Assert.Equal(answer.HeaderLength, Encoding.UTF8.GetByteCount(answer.Text));
        Assert.Equal([.. _scores.SelectMany(Single), .. Element(label)], answer.Data);
    }

    [Fact]
    public async Task A_raw_request_is_an_image_file_and_answered_in_binary()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);
        foreach (var type in new[] { null, "application/octet-stream", "image/jpeg", "application/json" })
        {
            var answer = await server.SendAsync(HttpMethod.Post, OpenInferenceServer.Infer, fixture.Photo, type, "0");
            Assert.Equal((HttpStatusCode.OK, "application/octet-stream"), (answer.Status, answer.ContentType));
            Assert.Equal([.. _scores.SelectMany(Single), .. Element(Encoding.UTF8.GetBytes(Label))], answer.Data);
        }
    }

    [Fact]
    public async Task Binary_and_json_outputs_can_be_mixed()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);
        const string request =
            """{"id":"7","parameters":{"binary_data_output":true},"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["PHOTO"]}]"""
            + ""","outputs":[{"name":"PredictedLabel","parameters":{"binary_data":false}},{"name":"Score"}]}""";

        var answer = await server.PostAsync(request.Replace("PHOTO", Photo));

        Assert.Equal("application/octet-stream", answer.ContentType);
        Assert.Equal(
            $$"""{"model_name":"flowers","model_version":"1","id":"7","outputs":["""
            + $$"""{"name":"PredictedLabel","shape":[1],"datatype":"BYTES","data":["{{Label}}"]},"""
            + """{"name":"Score","shape":[1,5],"datatype":"FP32","parameters":{"binary_data_size":20}}]}""",
            answer.Text);
        Assert.Equal(_scores.SelectMany(Single), answer.Data);
    }

    [Fact]
    public async Task Binary_input_is_answered_in_json_unless_binary_is_requested()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);
        var size = (fixture.Photo.Length + 4) * 2;
        var json = $$$"""{"inputs":[{"name":"image","shape":[2,1],"datatype":"BYTES","parameters":{"binary_data_size":{{{size}}}}}]}""";

        var answer = await server.PostAsync(json, [.. Element(fixture.Photo), .. Element(fixture.Photo)]);

        Assert.Equal((HttpStatusCode.OK, "application/json", null), (answer.Status, answer.ContentType, answer.HeaderLength));
        Assert.Equal($"[{Scores},{Scores}]", answer.Output("Score").ToJsonString());
    }

    [Theory]
    [InlineData("flat")]
    [InlineData("nested")]
    [InlineData("binary")]
    [InlineData("data first")]
    public async Task Pixels_are_scored_as_offline(string form)
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);
        var pixels = Enumerable.Range(0, 2 * 3 * 8 * 8).Select(i => i * 255f / 383).ToArray();
        var expected = new float[10];
        fixture.Offline.ScorePixels(pixels, expected);
        var flat = string.Join(",", pixels.Select(Number));
        var nested = string.Join(",", pixels.Chunk(8).Chunk(8).Chunk(3).Select(image =>
            $"[{string.Join(",", image.Select(plane => $"[{string.Join(",", plane.Select(row => $"[{string.Join(",", row.Select(Number))}]"))}]"))}]"));
        const string described = """ "name":"pixels","shape":[2,3,8,8],"datatype":"FP32" """;

        var answer = form switch
        {
            "flat" => await server.PostAsync($$"""{"inputs":[{ {{described}},"data":[{{flat}}]}]}"""),
            "nested" => await server.PostAsync($$"""{"inputs":[{ {{described}},"data":[{{nested}}]}]}"""),
            "data first" => await server.PostAsync($$"""{"inputs":[{"data":[{{flat}}],{{described}} }]}"""),
            _ => await server.PostAsync(
                $$"""{"inputs":[{ {{described}},"parameters":{"binary_data_size":1536} }]}""", [.. pixels.SelectMany(Single)]),
        };

        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.Status, answer.ContentType));
        Assert.Equal($"[{string.Join(",", expected.Select(Number))}]", answer.Output("Score").ToJsonString());
        string[] labels = ["ant", "bee", "cat", "dog", "élan"];
        Assert.Equal(
            expected.Chunk(5).Select(row => labels[Array.IndexOf(row, row.Max())]), answer.Output("PredictedLabel").Select(label => label!.GetValue<string>()));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(5, 5)]
    [InlineData(1_000_000, 5)]
    public async Task Classification_returns_the_best_classes_as_strings(int requested, int returned)
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);
        string[] labels = ["ant", "bee", "cat", "dog", "élan"];
        var elements = Ranked.Take(returned).Select(i => $"{((double)_scores[i]).ToString("F6", CultureInfo.InvariantCulture)}:{i}:{labels[i]}").ToArray();
        var request =
            $$"""{"inputs":[{"name":"image","shape":[2],"datatype":"BYTES","data":["{{Photo}}","{{Photo}}"]}]"""
            + $$""","outputs":[{"name":"Score","parameters":{"binary_data":BINARY,"classification":{{requested}} } }]}""";

        var json = await server.PostAsync(request.Replace("BINARY", "false"));
        var binary = await server.PostAsync(request.Replace("BINARY", "true"));

        Assert.Equal(
            $$"""{"model_name":"flowers","model_version":"1","outputs":[{"name":"Score","shape":[2,{{returned}}],"datatype":"BYTES","data":["""
            + $$"""{{string.Join(",", elements.Concat(elements).Select(element => $"\"{element}\""))}}]}]}""",
            json.Text);
        byte[] data = [.. elements.Concat(elements).SelectMany(element => Element(Encoding.UTF8.GetBytes(element)))];
        Assert.Equal(data, binary.Data);
        Assert.Equal(
            $$$"""{"name":"Score","shape":[2,{{{returned}}}],"datatype":"BYTES","parameters":{"binary_data_size":{{{data.Length}}}}}""",
            binary.Named("Score").ToJsonString());
    }

    [Fact]
    public async Task A_bad_image_fails_the_request_and_is_named()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);
        var half = Convert.ToBase64String(fixture.Photo.AsSpan(0, fixture.Photo.Length / 2));
        var html = Convert.ToBase64String("<html><body>no image</body></html>"u8);
        foreach (var (bad, code) in new[] { (half, "IMG_TRUNCATED"), (html, "IMG_UNSUPPORTED"), ("", "IMG_EMPTY") })
        {
            var answer = await server.PostAsync(
                $$"""{"inputs":[{"name":"image","shape":[5],"datatype":"BYTES","data":["{{Photo}}","{{Photo}}","{{Photo}}","{{bad}}","{{bad}}"]}]}""");
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.StartsWith($"inputs[0][3]: {code}: ", answer.Error);
        }

        var raw = await server.SendAsync(HttpMethod.Post, OpenInferenceServer.Infer, [], null, "0");
        Assert.StartsWith("inputs[0][0]: IMG_EMPTY: ", raw.Error);
    }

    [Theory]
    [InlineData("\"a\"", "a")]
    [InlineData("\"\"", "")]
    [InlineData("\"\\u00e9\\ud83c\\udf39\\\"\"", "é🌹\"")]
    public async Task The_id_is_returned(string id, string expected)
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);

        var answer = await server.PostAsync(
            $$"""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["{{Photo}}"]}],"id":{{id}}}""");

        Assert.Equal(expected, answer.Json["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Escaped_base64_nulls_and_unknown_members_are_accepted()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);
        var escaped = Photo.Replace("/", "\\/").Replace("+", "\\u002B").Replace("=", "\\u003d");
        Assert.NotEqual(Photo, escaped);

        var answer = await server.PostAsync(
            $$"""{"model_name":"x","id":null,"parameters":{"priority":7,"timeout":60000000,"triton_x":[{}],"headers":"h"},"more":{"a":[1,{"b":null}]}"""
            + $$""","inputs":[{"data":["{{escaped}}"],"extra":[[1]],"parameters":{"content_type":"base64","unknown":1.5},"shape":[1]"""
            + ""","name":"image","datatype":"BYTES"}],"outputs":[{"extra":{},"name":"Score","parameters":null}]}""");

        Assert.Equal((HttpStatusCode.OK, $"[{Scores}]"), (answer.Status, answer.Output("Score").ToJsonString()));
        Assert.Null(answer.Json["id"]);
        Assert.Single(answer.Json["outputs"]!.AsArray());
    }

    [Fact]
    public async Task The_timeout_of_the_client_is_observed()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);
        string Request(string timeout) =>
            $$"""{"parameters":{"timeout":{{timeout}}},"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["{{Photo}}"]}]}""";

        var passed = await server.PostAsync(Request("1"));
        Assert.Equal((HttpStatusCode.GatewayTimeout, "TIMEOUT: the timeout has passed"), (passed.Status, passed.Error));
        Assert.Null(passed.RetryAfter);
        foreach (var timeout in new[] { "0", "120000000", "9223372036854775807" })
        {
            Assert.Equal(HttpStatusCode.OK, (await server.PostAsync(Request(timeout))).Status);
        }

        foreach (var timeout in new[] { "-1", "1.5", "\"1\"", "9223372036854775808", "null" })
        {
            Assert.Contains("timeout", (await server.PostAsync(Request(timeout))).Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Only_the_loaded_version_answers()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);
        var request = $$"""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["{{Photo}}"]}]}""";

        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync(request, "/v2/models/flowers/versions/1/infer")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync(request, "/v2/models/flowers/versions/1/infer/")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.PostAsync(request, "/v2/models/flowers/versions/2/infer")).Status);
    }

    [Fact]
    public async Task A_replaced_model_answers_under_its_own_version()
    {
        var file = fixture.File($"{Guid.NewGuid():N}.zip");
        File.Copy(fixture.Model, file);
        await using var server = await OpenInferenceServer.StartAsync(
            fixture, services => services.Configure<HostedModelOptions>("flowers", options => options.FromFile(file)));
        var request = $$"""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["{{Photo}}"]}]}""";
        Assert.Equal($"[{Scores}]", (await server.PostAsync(request)).Output("Score").ToJsonString());

        TinyClassifiers.Create(seed: 2).Save(file);
        Assert.Equal(ReloadOutcome.Replaced, (await server.Host.Pool.Get("flowers").ReloadAsync(TestContext.Current.CancellationToken)).Outcome);

        var old = await server.PostAsync(request, "/v2/models/flowers/versions/1/infer");
        Assert.Equal((HttpStatusCode.NotFound, "the model 'flowers' has the version '2', not '1'"), (old.Status, old.Error));
        var answer = await server.PostAsync(request, "/v2/models/flowers/versions/2/infer");
        Assert.Equal("2", answer.Json["model_version"]!.GetValue<string>());
        Assert.NotEqual($"[{Scores}]", answer.Output("Score").ToJsonString());
        var described = (await server.SendAsync(HttpMethod.Get, "/v2/models/flowers")).Json;
        Assert.Equal("""["2"]""", described["versions"]!.ToJsonString());
        Assert.Equal(server.Host.Pool.Get("flowers").Model!.Sha256, described["properties"]!["sha256"]!.GetValue<string>());
    }

    private static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static byte[] Single(float value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Element(byte[] bytes) =>
        [(byte)bytes.Length, (byte)(bytes.Length >> 8), (byte)(bytes.Length >> 16), (byte)(bytes.Length >> 24), .. bytes];
}
