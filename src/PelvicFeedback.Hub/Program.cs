using PelvicFeedback.Hub.Hosting;

return await HubCommands.Run(args);
