using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Worker;

// A service without HTTP: it sorts the images that arrive in a folder into one folder per class.
//   dotnet run -- --MlNetCnn:Models:flowers:Path flowers.zip --Inbox inbox --Sorted sorted
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSystemd().AddWindowsService();
builder.Services.AddImageClassifiers(builder.Configuration.GetSection("MlNetCnn"));
builder.Services.AddHostedService<ImageSorter>();
builder.Build().Run();
