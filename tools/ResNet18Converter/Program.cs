using MlNetCnn.Tools;

// A build step of MlNetCnn.Backbones.ResNet18: the network as ML.NET's package holds it in, our form of it out.
if (args is not [var source, var target])
{
    Console.Error.WriteLine("usage: ResNet18Converter SOURCE.onnx TARGET.onnx");
    return 2;
}

try
{
    var bytes = ResNet18Conversion.Convert(File.ReadAllBytes(source));
    if (Path.GetDirectoryName(Path.GetFullPath(target)) is { } folder)
    {
        Directory.CreateDirectory(folder);
    }

    File.WriteAllBytes(target + ".tmp", bytes);
    File.Move(target + ".tmp", target, overwrite: true);
    return 0;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
{
    Console.Error.WriteLine($"ResNet18Converter : error : {exception.Message}");
    return 1;
}
